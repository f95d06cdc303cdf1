/** Values of options, checked before anything is sent. */
import { InvalidArgumentError } from 'commander';
import { timeAhead } from '../time-ahead.ts';

export function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

/** Units found, or lost where it is below 0. */
export function difference(text: string): number {
  if (/^[+-]?[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number such as 2 or -2.');
}

/** A time, or one from now on such as `2d`; as RFC 3339 has it. */
export function deadline(text: string): string {
  const time = timeAhead(text, Date.now());
  if (time !== null) return time.toISOString();
  throw new InvalidArgumentError('It must be a time such as 2026-12-24T12:00:00Z, or from now such as 2d.');
}
