import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { locale, messages } from '../i18n/language.ts';
import { listenTo } from '../live/events.ts';
import { useReading } from '../live/use-reading.ts';
import { RestockBadges, stateLooks } from '../ui/badge.ts';
import { Loading } from '../ui/loading.ts';
import { Said } from '../ui/said.ts';
import { Trouble } from '../ui/trouble.ts';
import { useKeptFocus } from '../ui/use-kept-focus.ts';
import { HeldGoods } from '../restock/held-goods.ts';
import { labelOf } from '../restock/product-label.ts';
import { momentOf } from '../restock/moment.ts';
import { RepairButtons } from '../restock/repair-buttons.ts';
import type { RestockInFull } from '../restock/restock.ts';
import { RestockFacts } from '../restock/restock-facts.ts';
import { storyOf } from '../restock/story.ts';
import { Timeline } from '../restock/timeline.ts';

/** One restock: where it stands, what to do about it, what happened. */
export function RestockPage({ id }: { id: string }) {
  const { answer, error, read } = useReading<RestockInFull>(`/v1/restocks/${encodeURIComponent(id)}`);
  useEffect(
    () =>
      listenTo('restocks', ({ restocks, more }) => {
        if (more || restocks.some((each) => each.id === id)) void read().catch(() => {});
      }),
    [id, read],
  );
  if (answer === null) {
    return html`<h1 tabindex="-1">${id}</h1>
      ${
        error === null
          ? html`<${Loading} />`
          : html`<${Trouble} error=${error} onRetry=${() => void read().catch(() => {})} />`
      }`;
  }
  return html`<${Restock} restock=${answer} read=${read} />`;
}

type Props = { restock: RestockInFull; read: () => Promise<void> };

function Restock({ restock, read }: Props) {
  const m = messages.value.restock;
  const keptFocus = useKeptFocus();
  const held = restock.deliveries.filter(({ status }) => status === 'held');
  return html`<article class="one-restock">
    <header>
      <a class="back" href="/console/restocks">${m.back}</a>
      <h1 tabindex="-1">${labelOf(restock)}</h1>
      <p class="muted mono">${restock.id}</p>
      <${RestockBadges} ...${restock} />
    </header>
    <div class="columns">
      <div ...${keptFocus}>
        <${Standing} restock=${restock} />
        ${
          held.length > 0 &&
          html`<section aria-labelledby="held">
            <h2 id="held">${m.held}</h2>
            <ul class="held">
              ${held.map((delivery) => html`<${HeldGoods} key=${delivery.id} delivery=${delivery} restock=${restock} read=${read} />`)}
            </ul>
          </section>`
        }
        <${RepairButtons} restock=${restock} read=${read} />
        <${Timeline} events=${restock.timeline} />
      </div>
      <${RestockFacts} restock=${restock} />
    </div>
  </article>`;
}

/** The sentence, the latest error, what to do and what happens by itself. */
function Standing({ restock }: { restock: RestockInFull }) {
  const { restock: m, story } = messages.value;
  const { sentence, next, advice } = storyOf(restock, story, (time) => momentOf(time, locale.value));
  const latestError = isSaidAlready(restock) ? null : restock.status.latestError;
  const tone = restock.attention === null ? stateLooks[restock.state].tone : 'warn';
  return html`<section class="standing card ${tone}" aria-live="polite">
    <p class="sentence">${sentence}</p>
    <dl>
      ${
        latestError !== null &&
        html`<div class="latest-error">
          <dt>${m.latestError}</dt>
          <dd><${Said} sentence=${latestError} coded=${restock.status.latestErrorCoded} /></dd>
        </div>`
      }
      ${
        advice !== null &&
        html`<div>
          <dt>${m.whatToDo}</dt>
          <dd>${advice}</dd>
        </div>`
      }
      ${
        next !== null &&
        html`<div>
          <dt>${m.byItself}</dt>
          <dd>${next}</dd>
        </div>`
      }
    </dl>
  </section>`;
}

/** What is said of late goods is the sentence, and what is said of held ones stands with them. */
function isSaidAlready({ attention }: RestockInFull): boolean {
  return attention === 'delivery_overdue' || attention === 'unexpected_delivery';
}
