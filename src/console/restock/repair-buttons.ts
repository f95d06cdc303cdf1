import { html } from 'htm/preact';
import { isOver } from '../../workflows/restock-states.ts';
import { mayOperate } from '../client/session.ts';
import { messages } from '../i18n/language.ts';
import { Said } from '../ui/said.ts';
import { askRepair } from './ask-repair.ts';
import type { RestockInFull } from './restock.ts';

type Props = { restock: RestockInFull; read: () => Promise<void> };

/** What a person can do about a restock, the best first, and why the rest would not help. */
export function RepairButtons({ restock, read }: Props) {
  const { repairs, restock: m } = messages.value;
  if (isOver(restock.state)) return null;
  if (!mayOperate.value) return html`<p class="hint">${m.readOnly}</p>`;
  const possible = restock.repairs.filter(({ whyNot }) => whyNot === null);
  const others = restock.repairs.filter(({ whyNot }) => whyNot !== null);
  const isUrgent = restock.attention !== null && restock.attention !== 'unexpected_delivery';
  return html`<section class="repairs" aria-label=${m.actions}>
    <div class="buttons">
      ${possible.map(
        ({ kind }, index) =>
          html`<button
            key=${kind}
            class=${index === 0 && isUrgent ? 'primary' : ''}
            onClick=${() => askRepair(restock, kind, read)}
          >
            ${repairs.actions[kind].name}
          </button>`,
      )}
    </div>
    ${
      others.length > 0 &&
      html`<details>
        <summary>${m.notNow(others.length)}</summary>
        <dl>
          ${others.map(
            ({ kind, whyNot }) =>
              html`<div key=${kind}>
                <dt>${repairs.actions[kind].name}</dt>
                <dd>${whyNot && html`<${Said} sentence=${whyNot.sentence} coded=${whyNot} />`}</dd>
              </div>`,
          )}
        </dl>
      </details>`
    }
  </section>`;
}
