import { html } from 'htm/preact';
import { formatNumber } from '../i18n/format.ts';
import { messages } from '../i18n/language.ts';
import type { Need, ShelfItem } from './shelf-item.ts';
import { ShelfRow } from './shelf-row.ts';

type Props = { need: Need; items: ShelfItem[]; read: () => Promise<void> };

/** The products that need the same. */
export function ShelfTable({ need, items, read }: Props) {
  const { columns, groups } = messages.value.shelf;
  return html`<section class="group ${need}" aria-labelledby="group-${need}">
    <h2 id="group-${need}">${groups[need]} <span class="count">${formatNumber(items.length)}</span></h2>
    <table class="card products">
      <thead>
        <tr>
          <th scope="col">${columns.product}</th>
          <th scope="col" class="on-hand">${columns.onHand}</th>
          <th scope="col" class="trend">${columns.trend}</th>
          <th scope="col" class="coming">${columns.coming}</th>
          <th scope="col" class="last-sale">${columns.lastSold}</th>
          <th scope="col" class="action"><span class="unseen">${columns.action}</span></th>
        </tr>
      </thead>
      <tbody>
        ${items.map((item) => html`<${ShelfRow} key=${item.sku} item=${item} read=${read} />`)}
      </tbody>
    </table>
  </section>`;
}
