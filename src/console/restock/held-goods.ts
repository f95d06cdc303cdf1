import { html } from 'htm/preact';
import { mayOperate } from '../client/session.ts';
import { messages } from '../i18n/language.ts';
import { Icon } from '../ui/icon.ts';
import { Said } from '../ui/said.ts';
import { Time } from '../ui/time.ts';
import { askDecision } from './ask-repair.ts';
import { labelOf } from './product-label.ts';
import type { Delivery, RestockInFull } from './restock.ts';

type Props = { delivery: Delivery; restock?: RestockInFull; read: () => Promise<void> };

/** One delivery that waits for a decision. */
export function HeldGoods({ delivery, restock, read }: Props) {
  const { repairs, restock: m } = messages.value;
  const button = (decision: 'take_in' | 'send_back') =>
    html`<button
      class=${decision === 'take_in' ? 'primary' : ''}
      onClick=${() => askDecision(delivery, { decision, restock, done: read })}
    >
      ${repairs.actions[decision].name}
    </button>`;
  return html`<li class="card">
    <${Icon} name="box" />
    <div>
      <strong>${m.heldGoods(delivery.quantity, labelOf(delivery))}</strong>
      <p>
        ${m.arrived} <${Time} at=${delivery.receivedAt} clock />, ${m.callbacks[delivery.source]}.
        ${
          restock === undefined &&
          (delivery.restockId === null
            ? ` ${messages.value.shelf.held.noRestock}.`
            : html` <a href="/console/restocks/${delivery.restockId}">${delivery.restockId}</a>`)
        }
      </p>
      ${delivery.holdReason && html`<p class="said"><${Said} sentence=${delivery.holdReason} coded=${delivery.holdCoded} /></p>`}
    </div>
    ${mayOperate.value && html`<div class="buttons">${button('take_in')} ${button('send_back')}</div>`}
  </li>`;
}
