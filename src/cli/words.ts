import { stripVTControlCharacters } from 'node:util';

/** Of what others wrote: a terminal obeys control characters, and some letters turn a line around. */
export function plain(text: string): string {
  return stripVTControlCharacters(text).replaceAll(/[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]+/gu, ' ');
}

const units: [milliseconds: number, name: string][] = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1_000, 's'],
];

/** Such as `12 min ago` or `in 3 h`; a dash for no time. */
export function ago(time: string | null, now = Date.now()): string {
  if (time === null) return '–';
  const distance = Date.parse(time) - now;
  const [size, name] = units.find(([each]) => Math.abs(distance) >= each) ?? [1_000, 's'];
  const length = `${Math.trunc(Math.abs(distance) / size)} ${name}`;
  return distance > 0 ? `in ${length}` : `${length} ago`;
}

/** In the zone of the machine, such as `2026-11-24 21:03:12`. */
export function localTime(time: string): string {
  // Sweden writes dates as ISO 8601 has them.
  return new Date(time).toLocaleString('sv-SE');
}

export function zone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** `1 restock`, `2 restocks`. */
export function countOf(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
