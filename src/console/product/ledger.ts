import { html } from 'htm/preact';
import type { Movement } from '../../api/answers.ts';
import { formatNumber } from '../i18n/format.ts';
import { messages } from '../i18n/language.ts';
import { nameOf } from '../i18n/who.ts';
import { Said } from '../ui/said.ts';
import { Time } from '../ui/time.ts';

/** Entries of a product's ledger, newest first. */
export function Ledger({ movements }: { movements: Movement[] }) {
  const { product: m } = messages.value;
  const { columns } = m;
  return html`<table class="card ledger">
    <thead>
      <tr>
        <th scope="col">${columns.when}</th>
        <th scope="col">${columns.what}</th>
        <th scope="col" class="number">${columns.change}</th>
        <th scope="col" class="number">${columns.onHand}</th>
        <th scope="col">${columns.why}</th>
      </tr>
    </thead>
    <tbody>
      ${movements.map((movement) => html`<${Entry} key=${movement.id} movement=${movement} />`)}
    </tbody>
  </table>`;
}

function Entry({ movement }: { movement: Movement }) {
  const { product: m, restock } = messages.value;
  const { kind, quantity, onHand, restockId, reason, reasonCoded, actor, occurredAt } = movement;
  return html`<tr>
    <td><${Time} at=${occurredAt} clock /></td>
    <td>${m.kinds[kind]}</td>
    <td class="number ${quantity > 0 ? 'plus' : ''}">${quantity > 0 ? '+' : '−'}${formatNumber(Math.abs(quantity))}</td>
    <td class="number">${formatNumber(onHand)}</td>
    <td>
      ${restockId !== null ? html`<a href="/console/restocks/${restockId}">${restockId}</a>` : reason !== null && html`<${Said} sentence=${reason} coded=${reasonCoded} />`}
      ${actor !== null && html` <span class="actor">${restock.by(nameOf(actor))}</span>`}
    </td>
  </tr>`;
}
