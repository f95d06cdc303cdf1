import { html } from 'htm/preact';
import { messages } from '../i18n/language.ts';
import { Icon, type IconName } from '../ui/icon.ts';
import type { Tone } from '../ui/badge.ts';
import { Time } from '../ui/time.ts';
import type { TimelineEvent } from './restock.ts';

type Look = { icon: IconName; tone: Tone };

const looks: Record<TimelineEvent['event'], Look> = {
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
  return html`<section class="timeline" aria-labelledby="timeline">
    <h2 id="timeline">${m.timeline}</h2>
    <ol reversed>
      ${events.toReversed().map((event, index) => html`<${Entry} key=${events.length - index} event=${event} />`)}
    </ol>
  </section>`;
}

function Entry({ event }: { event: TimelineEvent }) {
  const { timeline, restock: m } = messages.value;
  const { facts, actor, at } = event;
  const { icon, tone } =
    facts.outcome === 'failed' ? { icon: 'cross' as const, tone: 'bad' as const } : looks[event.event];
  return html`<li class=${tone}>
    <span class="mark"><${Icon} name=${icon} /></span>
    <div>
      <p>${timeline[event.event](facts)}${actor !== null && html` <span class="actor">${m.by(actor)}</span>`}</p>
      ${facts.reason && html`<p class="why">${m.because(facts.reason)}</p>`}
      ${facts.purchaseId && html`<p class="why">${m.purchase(facts.purchaseId)}</p>`}
      ${detailOf(event).map((text) => html`<p class="said" lang="en">${text}</p>`)}
    </div>
    <${Time} at=${at} clock />
  </li>`;
}

/** What the system said at the time, in its own words. */
function detailOf({ event, facts }: TimelineEvent): string[] {
  const { error, outcome, result } = facts;
  if (event === 'action') return outcome === 'failed' && result !== undefined ? [result] : [];
  const { attention } = facts;
  // Of late goods the event itself says it all, and what is said of held ones stands with their arrival.
  const isSaid = attention === 'delivery_overdue' || attention === 'unexpected_delivery';
  return error === undefined || isSaid || event === 'attention_cleared' ? [] : [error];
}
