import { clock as timeOfDay } from '../i18n/clock.ts';

/** A time in words: `12:04` today, `26 Nov 12:04` on another day; and with its preposition. */
export type Moment = { plain: string; at: string };

/** @param locale tag of the language and the region whose way of writing dates counts */
export function momentOf(time: string, locale: string, now = new Date()): Moment {
  const date = new Date(time);
  const isKorean = locale.startsWith('ko');
  const clock = date.toLocaleTimeString(locale, timeOfDay);
  if (date.toDateString() === now.toDateString()) {
    return { plain: clock, at: isKorean ? `${clock}에` : `at ${clock}` };
  }
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  const day = date.toLocaleDateString(locale, { day: 'numeric', month: isKorean ? 'long' : 'short', year });
  return { plain: `${day} ${clock}`, at: isKorean ? `${day} ${clock}에` : `on ${day} at ${clock}` };
}
