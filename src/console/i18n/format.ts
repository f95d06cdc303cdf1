/** Numbers and times as people write them in the chosen language. */
import { clock } from './clock.ts';
import { locale } from './language.ts';

const steps = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;

const formats = new Map<string, unknown>();

/** Making one takes a millisecond, which many rows would feel. */
function kept<Format>(kind: string, make: (language: string) => Format): Format {
  const key = `${locale.value}/${kind}`;
  const format = (formats.get(key) as Format | undefined) ?? make(locale.value);
  formats.set(key, format);
  return format;
}

export function formatNumber(value: number): string {
  return kept('number', (tag) => new Intl.NumberFormat(tag)).format(value);
}

/** Such as "in 3 minutes", "2 hours ago". */
export function formatRelative(at: string, now: number): string {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  const format = kept('relative', (tag) => new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }));
  const [unit, size] = steps.find(([, length]) => Math.abs(seconds) >= length) ?? steps[3];
  return format.format(Math.trunc(seconds / size), unit);
}

/** Today only the time of the day, else the day too. */
export function formatClock(at: string): string {
  return clockOf(at, 'clock', clock);
}

/** The same to the second, for what happens close together. */
export function formatSecond(at: string): string {
  return clockOf(at, 'second', { ...clock, second: '2-digit' });
}

function clockOf(at: string, kind: string, parts: Intl.DateTimeFormatOptions): string {
  const time = new Date(at);
  const isToday = time.toDateString() === new Date().toDateString();
  const format = isToday
    ? kept(kind, (tag) => new Intl.DateTimeFormat(tag, parts))
    : kept(`${kind} of a day`, (tag) => new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric', ...parts }));
  return format.format(time);
}

export function formatExact(at: string): string {
  return kept(
    'exact',
    (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'long', hourCycle: 'h23' }),
  ).format(new Date(at));
}
