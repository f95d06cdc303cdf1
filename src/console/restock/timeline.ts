import { html } from 'htm/preact';
import type { repairOutcomes } from '../../restocking/repair/repair-outcomes.ts';
import type { Coded } from '../../sentence.ts';
import { messages } from '../i18n/language.ts';
import { languageOf } from '../i18n/said.ts';
import { nameOf } from '../i18n/who.ts';
import { Said } from '../ui/said.ts';
import { Icon } from '../ui/icon.ts';
import type { Look } from '../ui/badge.ts';
import { ExactTime, Time } from '../ui/time.ts';
import type { TimelineEvent, TimelineWords } from './restock.ts';
import { answerLooks, inGroups, latestOf, outcomeOf, type TimelineGroup } from './tries.ts';

const looks: Record<keyof TimelineWords, Look> = {
  requested: { icon: 'clock', tone: 'quiet' },
  ordered: { icon: 'factory', tone: 'quiet' },
  attention_raised: { icon: 'alert', tone: 'bad' },
  attention_cleared: { icon: 'check', tone: 'quiet' },
  delivery_received: { icon: 'truck', tone: 'quiet' },
  delivery_booked: { icon: 'box', tone: 'good' },
  delivery_held: { icon: 'box', tone: 'bad' },
  delivery_returned: { icon: 'box', tone: 'quiet' },
  action: { icon: 'person', tone: 'wait' },
  failed: { icon: 'cross', tone: 'bad' },
  delivered: { icon: 'check', tone: 'good' },
  cancelled: { icon: 'stop', tone: 'quiet' },
};

/** What happened to a restock and who did what about it, the newest first. */
export function Timeline({ events }: { events: TimelineEvent[] }) {
  const m = messages.value.restock;
  const groups = inGroups(events);
  return html`<section class="timeline" aria-labelledby="timeline">
    <h2 id="timeline">${m.timeline}</h2>
    <ol reversed>
      ${groups.toReversed().map((group, index) => html`<${Entry} key=${groups.length - index} ...${group} />`)}
    </ol>
  </section>`;
}

function Entry(group: TimelineGroup) {
  const { restock: m } = messages.value;
  const { events } = group;
  const event = latestOf(group);
  const { facts, actor, at } = event;
  const { icon, tone } = lookOf(event);
  return html`<li class=${tone}>
    <span class="mark"><${Icon} name=${icon} /></span>
    <div>
      <p>${sentenceOf(group)}${actor !== null && html` <span class="actor">${m.by(nameOf(actor))}</span>`}</p>
      ${facts.reason && html`<p class="why" lang=${languageOf(facts.reason)}>${m.because(facts.reason)}</p>`}
      ${facts.purchaseId && html`<p class="why">${m.purchase(facts.purchaseId)}</p>`}
      ${detailOf(event).map((said) => html`<p class="said"><${Said} ...${said} /></p>`)}
    </div>
    <${Time} at=${at} clock />
    ${events.length > 1 && html`<${Tries} events=${events} />`}
  </li>`;
}

/** Each of several tries on end, the latest first. */
function Tries({ events }: { events: TimelineEvent[] }) {
  const { tries } = messages.value;
  const listed = events.filter(({ event }) => event === 'tried').length;
  return html`<details>
    <summary>${tries.list(listed)}</summary>
    <ol reversed class="tries">
      ${events.toReversed().map(
        (each) =>
          html`<li key=${`${each.event} ${each.facts.tryNumber}`} class=${lookOf(each).tone}>
            <p>
              ${each.event === 'tried' ? tries.inList(each.facts.tryNumber ?? 0, outcomeOf(each, tries)) : leftOut(each)}
            </p>
            ${each.event === 'tried' && html`<${ExactTime} at=${each.at} />`}
            ${detailOf(each).map((said) => html`<p class="said"><${Said} ...${said} /></p>`)}
          </li>`,
      )}
    </ol>
  </details>`;
}

function sentenceOf(group: TimelineGroup): string {
  const { timeline, tries } = messages.value;
  const { events, isNewRun } = group;
  const [{ event, facts }] = events;
  if (event === 'tries_left_out' && events.length === 1) return leftOut(events[0]);
  if (event !== 'tried' && event !== 'tries_left_out') return timeline[event](facts);
  const latest = latestOf(group);
  const { tryNumber: from = 0 } = facts;
  const { tryNumber: to = from, factoryId: factory = '' } = latest.facts;
  const outcome = outcomeOf(latest, tries);
  return events.length === 1
    ? tries.one({ number: to, factory, isNewRun }, outcome)
    : tries.several({ from, to, factory, isNewRun }, outcome);
}

function leftOut({ facts: { tryNumber = 0, lastTryNumber = tryNumber } }: TimelineEvent): string {
  return messages.value.tries.leftOut(tryNumber, lastTryNumber);
}

function lookOf({ event, facts }: TimelineEvent): Look {
  if (event === 'tried') return answerLooks[facts.answer ?? 'none'];
  if (event === 'tries_left_out') return { icon: 'retry', tone: 'quiet' };
  return facts.outcome === 'failed' ? { icon: 'cross', tone: 'bad' } : looks[event];
}

/** What came of an action, where its own words do not say all of it. */
const outcomesShown = new Set<string>(['ordered-elsewhere', 'expected-anew'] satisfies (keyof typeof repairOutcomes)[]);

/** What the system said at the time. */
function detailOf({ event, facts }: TimelineEvent): { sentence: string; coded: Coded | null }[] {
  const { error, errorCoded = null, outcome, result, resultCoded = null, attention } = facts;
  if (event === 'action') {
    const isWorth = outcome === 'failed' || (resultCoded !== null && outcomesShown.has(resultCoded.code));
    return isWorth && result !== undefined ? [{ sentence: result, coded: resultCoded }] : [];
  }
  // Of late goods the event itself says it all, and what is said of held ones stands with their arrival.
  const isSaid = attention === 'delivery_overdue' || attention === 'unexpected_delivery';
  return error === undefined || isSaid || event === 'attention_cleared' ? [] : [{ sentence: error, coded: errorCoded }];
}
