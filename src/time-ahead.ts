import ms, { type StringValue } from 'ms';

/**
 * What a person types for a time: one as RFC 3339 has it, a day, or a distance from now such as `90d`. Null for all else:
 * JavaScript alone would take `45` for the year 2045.
 */
export function timeAhead(text: string, now: number): Date | null {
  if (/^\d+(\.\d+)?[smhdwy]$/.test(text)) return new Date(now + ms(text as StringValue));
  const time = /^\d{4}-\d\d-\d\d(T|$)/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time);
}
