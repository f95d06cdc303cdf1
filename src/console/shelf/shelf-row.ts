import { html } from 'htm/preact';
import { mayOperate } from '../client/session.ts';
import { formatNumber } from '../i18n/format.ts';
import { messages } from '../i18n/language.ts';
import { attentionLooks, Badge, stateLooks } from '../ui/badge.ts';
import { now } from '../ui/now.ts';
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
        html`<a class="button" href="/console/restocks/${coming.restockId}">
          ${item.needs === 'person' ? m.decide : m.look}<span class="unseen">: ${name}</span>
        </a>`
      }
    </td>
  </tr>`;
}

function Coming({ item: { coming, held } }: { item: ShelfItem }) {
  const { shelf: m, attention: reasons, states } = messages.value;
  const goods = held > 0 && html`<${Badge} tone="warn" icon="box" text=${m.heldHere(held)} />`;
  if (coming === null) return html`<span class="muted">${m.nothingComing}</span> ${goods}`;
  const { quantity, delivered, expectedAt, state, attention } = coming;
  const isLate = expectedAt !== null && Date.parse(expectedAt) < now.value;
  const what = { quantity, rest: quantity - delivered };
  const isComing = state === 'ordered' || state === 'partially_delivered';
  return html`${isComing ? m.coming(what) : state === 'failed' ? m.gaveUp(what) : m.requested(what)}
    ${
      isComing &&
      expectedAt !== null &&
      html` <small>${isLate ? m.wasExpected : m.expected} <${Time} at=${expectedAt} clock /></small>`
    }
    <div class="badges">
      ${state === 'failed' && html`<${Badge} ...${stateLooks.failed} text=${states.failed} />`}
      ${attention !== null && html`<${Badge} ...${attentionLooks[attention]} text=${reasons[attention]} />`}
      ${attention !== 'unexpected_delivery' && goods}
    </div>`;
}
