import type { Signal } from '@preact/signals';
import { html } from 'htm/preact';
import { formatClock, formatNumber } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import { textFor } from '../../i18n/said.ts';
import { Said } from '../../ui/said.ts';
import { restockSentence } from '../../i18n/restock-sentence.ts';
import { RestockBadges } from '../../ui/badge.ts';
import { now } from '../../ui/now.ts';
import { Time } from '../../ui/time.ts';
import type { Row } from './restock-list.ts';

/** The roles are written out, because a narrow window shows the cells of a row below each other. */
export function RestockRow({ row }: { row: Signal<Row> }) {
  const { restocks: m } = messages.value;
  const { restock, isFitting } = row.value;
  const { id, sku, productName, delivered, quantity, factoryId, requestedAt, status } = restock;
  const error = restock.attention === null && restock.state !== 'failed' ? null : status.latestError;
  const coded = status.latestErrorCoded;
  return html`<tr role="row" class=${isFitting ? '' : 'stale'}>
    <th role="rowheader" scope="row">
      <a href=${`/console/restocks/${encodeURIComponent(id)}`}>${productName}</a>
      <small class="sku">${sku}</small>${' '}
      <small class="mono">${id}</small>
    </th>
    <td role="cell" class="stands">
      <${RestockBadges} ...${restock} />
      <p>${restockSentence(restock, now.value)}</p>
      ${!isFitting && html`<small class="note">${m.noLonger}</small>`}
      ${error !== null && html`<p class="error" title=${textFor(error, coded)}><span class="unseen">${m.latestError}: </span><${Said} sentence=${error} coded=${coded} /></p>`}
    </td>
    <td role="cell" class="goods">
      <span>${m.onShelf(formatNumber(delivered), formatNumber(quantity))}</span>
      <progress value=${delivered} max=${Math.max(quantity, 1)} aria-hidden="true"></progress>
    </td>
    <td role="cell" class="factory">${factoryId}</td>
    <td role="cell" class="when">
      <${Time} at=${requestedAt} />
      <small>${formatClock(requestedAt)}</small>
    </td>
  </tr>`;
}
