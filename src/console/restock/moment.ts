/** A time in words: `12:04` today, `26 Nov 12:04` on another day; and with its preposition. */
export type Moment = { plain: string; at: string };

export function momentOf(time: string, language: 'en' | 'ko', now = new Date()): Moment {
  const date = new Date(time);
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  const clock = date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  if (date.toDateString() === now.toDateString()) {
    return { plain: clock, at: language === 'ko' ? `${clock}에` : `at ${clock}` };
  }
  const year = date.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  const day = date.toLocaleDateString(locale, { day: 'numeric', month: language === 'ko' ? 'long' : 'short', year });
  return { plain: `${day} ${clock}`, at: language === 'ko' ? `${day} ${clock}에` : `on ${day} at ${clock}` };
}
