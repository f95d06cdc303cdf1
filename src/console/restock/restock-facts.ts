import { html } from 'htm/preact';
import { formatNumber } from '../i18n/format.ts';
import { messages } from '../i18n/language.ts';
import { Time } from '../ui/time.ts';
import { RunLinks } from './run-links.ts';
import type { RestockInFull } from './restock.ts';

/** The figures of a restock, and where to look deeper. */
export function RestockFacts({ restock }: { restock: RestockInFull }) {
  const { facts, links, progress } = messages.value.restock;
  const { id, sku, delivered, quantity, factoryId, factoryOrderId, status, requestedAt, expectedAt, closedAt } =
    restock;
  const fact = (name: string, value: unknown) =>
    value !== null &&
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  const time = (at: string | null) => at && html`<${Time} at=${at} clock />`;
  return html`<aside class="facts card">
    <div class="came">
      <progress
        max=${quantity}
        value=${Math.min(delivered, quantity)}
        aria-label=${progress(delivered, quantity)}
      ></progress>
      <span>${progress(delivered, quantity)}</span>
    </div>
    <dl>
      ${fact(facts.product, html`<a href="/console/products/${encodeURIComponent(sku)}">${restock.productName}</a> <small>${sku}</small>`)}
      ${fact(facts.factory, factoryId)} ${fact(facts.factoryOrder, factoryOrderId)}
      ${fact(facts.tries, formatNumber(status.tries))} ${fact(facts.requested, time(requestedAt))}
      ${fact(facts.expected, closedAt === null ? time(expectedAt) : null)} ${fact(facts.closed, time(closedAt))}
    </dl>
    <h2>${links.title}</h2>
    <ul class="links">
      <li><a href="/console/products/${encodeURIComponent(sku)}">${links.ledger}</a></li>
      <li><a href="/console/restocks?sku=${encodeURIComponent(sku)}">${links.others}</a></li>
      <${RunLinks} id=${id} state=${restock.state} temporal=${restock.links.temporal} />
    </ul>
  </aside>`;
}
