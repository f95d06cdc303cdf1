import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { mayOperate } from '../client/session.ts';
import type { Movement, Page, Product } from '../../api/answers.ts';
import { formatNumber } from '../i18n/format.ts';
import { messages } from '../i18n/language.ts';
import { listenTo } from '../live/events.ts';
import { useReading } from '../live/use-reading.ts';
import { Ledger } from '../product/ledger.ts';
import { useLedger } from '../product/use-ledger.ts';
import { askToAdjust, askToReplenish } from '../shelf/ask-about-product.ts';
import { useSoon } from '../shelf/use-soon.ts';
import { RestockBadges } from '../ui/badge.ts';
import { Loading } from '../ui/loading.ts';
import { Trouble } from '../ui/trouble.ts';

/** One product: its stock, its policy, and its ledger. */
export function ProductPage({ sku }: { sku: string }) {
  const m = messages.value;
  const path = `/v1/products/${encodeURIComponent(sku)}`;
  const product = useReading<Product>(path);
  const movements = useReading<Page<Movement>>(`${path}/movements?limit=50`);
  const readSoon = useSoon(product.read);
  const readLedgerSoon = useSoon(movements.read);
  useEffect(
    () =>
      listenTo('shelf', ({ items, more }) => {
        if (!more && !items.some((each) => each.sku === sku)) return;
        readSoon();
        readLedgerSoon();
      }),
    [sku, readSoon, readLedgerSoon],
  );
  const error = product.error ?? movements.error;
  const isLoading = error === null && (product.answer === null || movements.answer === null);
  const read = async () => void (await Promise.all([product.read(), movements.read()]));
  return html`<article class="product">
    <header class="title">
      <div>
        <a class="back" href="/console/">${m.product.back}</a>
        <h1 tabindex="-1">${product.answer?.name ?? sku}</h1>
        <p class="muted">${sku}</p>
      </div>
      ${product.answer && mayOperate.value && html`<${Buttons} product=${product.answer} read=${read} />`}
    </header>
    ${error !== null && html`<${Trouble} error=${error} onRetry=${() => void read().catch(() => {})} />`}
    ${isLoading && html`<${Loading} />`} ${product.answer && html`<${Facts} product=${product.answer} />`}
    ${movements.answer && html`<${LedgerPart} sku=${sku} page=${movements.answer} />`}
  </article>`;
}

type WithProduct = { product: Product; read: () => Promise<void> };

function Buttons({ product: { sku, name, onHand, policy, restock }, read }: WithProduct) {
  const { shelf: m } = messages.value;
  const asked = { sku, name, onHand, orderQuantity: policy.orderQuantity };
  return html`<div class="buttons">
    ${restock === null && html`<button onClick=${() => askToReplenish(asked, read)}>${m.replenish.name}</button>`}
    <button onClick=${() => askToAdjust(asked, read)}>${m.adjust.name}</button>
  </div>`;
}

function Facts({ product: { sku, onHand, policy, restock } }: { product: Product }) {
  const { facts, others, restocks } = messages.value.product;
  const fact = (name: string, value: unknown) =>
    html`<div>
      <dt>${name}</dt>
      <dd>${value}</dd>
    </div>`;
  return html`<dl class="card figures">
    ${fact(facts.onHand, html`<strong>${formatNumber(onHand)}</strong>`)}
    ${fact(facts.reorderPoint, formatNumber(policy.reorderPoint))}
    ${fact(facts.orderQuantity, formatNumber(policy.orderQuantity))} ${fact(facts.factory, policy.factoryId)}
    ${fact(
      facts.restock,
      restock === null
        ? html`<span class="muted">${facts.none}</span>`
        : html`<a href="/console/restocks/${restock.id}">${restock.id}</a> <${RestockBadges} ...${restock} />`,
    )}
    ${fact(others, html`<a href="/console/restocks?sku=${encodeURIComponent(sku)}">${restocks}</a>`)}
  </dl>`;
}

function LedgerPart({ sku, page }: { sku: string; page: Page<Movement> }) {
  const { product: m } = messages.value;
  const { items, load } = useLedger(sku, page);
  const [error, setError] = useState<unknown>(null);
  const more = () => void load?.().then(() => setError(null), setError);
  return html`<section aria-labelledby="ledger">
    <h2 id="ledger">${m.ledger}</h2>
    <${Ledger} movements=${items} />
    ${error !== null && html`<${Trouble} error=${error} />`}
    ${load && html`<div class="more"><button onClick=${more}>${m.more}</button></div>`}
  </section>`;
}
