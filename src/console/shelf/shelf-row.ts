import { html } from 'htm/preact';
import { mayOperate } from '../client/session.ts';
import { formatNumber } from '../i18n/format.ts';
import { messages } from '../i18n/language.ts';
import { Badge, RestockBadges } from '../ui/badge.ts';
import { Time } from '../ui/time.ts';
import { askToReplenish } from './ask-about-product.ts';
import type { ShelfItem } from './shelf-item.ts';
import { Sparkline } from './sparkline.ts';

type Props = { item: ShelfItem; read: () => Promise<void> };

/** One product: what is there, what comes, and what to do about it. */
export function ShelfRow({ item, read }: Props) {
  const { shelf: m } = messages.value;
  const { sku, name, onHand, reorderPoint, orderQuantity, lastSoldAt, trend, coming } = item;
  const first = trend[0]?.[1] ?? onHand;
  return html`<tr>
    <th scope="row">
      <a href="/console/products/${encodeURIComponent(sku)}">${name}</a>
      <small>${sku}</small>
    </th>
    <td class="on-hand ${onHand === 0 ? 'out' : onHand <= reorderPoint ? 'low' : ''}">
      <strong>${formatNumber(onHand)}</strong>
      <small>${orderQuantity === 0 ? m.notReplenished : m.reorderPoint(reorderPoint)}</small>
    </td>
    <td class="trend">
      <${Sparkline} points=${trend} reorderPoint=${reorderPoint} label=${m.trendOf(name, first, onHand)} />
    </td>
    <td class="coming"><${Coming} item=${item} /></td>
    <td class="last-sale" data-label=${m.columns.lastSold}>
      ${lastSoldAt === null ? html`<span class="muted">${m.neverSold}</span>` : html`<${Time} at=${lastSoldAt} />`}
    </td>
    <td class="action">
      ${
        coming === null &&
        mayOperate.value &&
        html`<button onClick=${() => askToReplenish(item, read)}>
          ${m.replenish.name}<span class="unseen">: ${name}</span>
        </button>`
      }
      ${
        coming !== null &&
        html`<a class="button ${item.needs === 'person' ? 'primary' : ''}" href="/console/restocks/${coming.restockId}">
          ${item.needs === 'person' ? m.decide : m.look}<span class="unseen">: ${name}</span>
        </a>`
      }
    </td>
  </tr>`;
}

function Coming({ item: { coming, held } }: { item: ShelfItem }) {
  const { shelf: m } = messages.value;
  const goods = held > 0 && html`<${Badge} tone="warn" icon="box" text=${m.heldHere(held)} />`;
  if (coming === null) return html`<span class="muted">${m.nothingComing}</span> ${goods}`;
  const { quantity, delivered, expectedAt, state, attention } = coming;
  const isLate = attention === 'delivery_overdue';
  return html`<span>${delivered > 0 ? m.rest(quantity - delivered, quantity) : m.coming(quantity)}</span>
    <small>
      ${expectedAt === null ? m.notOrdered : html`${isLate ? m.wasExpected : m.expected} <${Time} at=${expectedAt} clock />`}
    </small>
    ${(attention !== null || state === 'failed') && html`<${RestockBadges} state=${state} attention=${attention} />`}
    ${attention !== 'unexpected_delivery' && goods}`;
}
