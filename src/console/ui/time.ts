import { html } from 'htm/preact';
import { formatClock, formatExact, formatRelative, formatSecond } from '../i18n/format.ts';
import { now } from './now.ts';

/** A time as a distance from now, and with `clock` as a time of the day too; to the second where the pointer rests. */
export function Time({ at, clock = false }: { at: string; clock?: boolean }) {
  // What has just happened is not to come, although the clock of the page is seconds behind.
  const seen = Math.max(now.value, Date.now());
  return html`<time datetime=${at} title=${formatExact(at)}>
    ${formatRelative(at, seen)}${clock && html` <span class="clock">${formatClock(at)}</span>`}
  </time>`;
}

/** A time to the second, where several lie close together. */
export function ExactTime({ at }: { at: string }) {
  return html`<time datetime=${at} title=${formatExact(at)}>${formatSecond(at)}</time>`;
}
