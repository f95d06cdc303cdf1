import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import { language, messages } from '../i18n/language.ts';
import { listenTo } from '../live/events.ts';
import { useReading } from '../live/use-reading.ts';
import { RestockBadges } from '../ui/badge.ts';
import { Trouble } from '../ui/trouble.ts';
import { HeldGoods } from '../restock/held-goods.ts';
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
    return error === null
      ? html`<p class="loading" role="status">…</p>`
      : html`<${Trouble} error=${error} onRetry=${read} />`;
  }
  return html`<${Restock} restock=${answer} read=${read} />`;
}

type Props = { restock: RestockInFull; read: () => Promise<void> };

function Restock({ restock, read }: Props) {
  const m = messages.value.restock;
  const held = restock.deliveries.filter(({ status }) => status === 'held');
  return html`<article class="restock">
    <header>
      <a class="back" href="/console/restocks">${m.back}</a>
      <h1>${restock.id}</h1>
      <${RestockBadges} ...${restock} />
    </header>
    <div class="columns">
      <div>
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
  const { sentence, next, advice } = storyOf(restock, story, (time) => momentOf(time, language.value));
  const { latestError } = restock.status;
  return html`<section class="standing" aria-live="polite">
    <p class="sentence">${sentence}</p>
    ${latestError !== null && html`<p class="latest-error"><strong>${m.latestError}</strong> <span lang="en">${latestError}</span></p>`}
    ${advice !== null && html`<p class="advice"><strong>${m.whatToDo}</strong> ${advice}</p>`}
    ${next !== null && html`<p class="next">${next}</p>`}
  </section>`;
}
