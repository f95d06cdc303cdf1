const aDay = 86_400_000;

/** As `<input type="datetime-local">` has it: local time, to the minute. */
export function localInput(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The same time on the next day, from now or from when the goods were expected, whichever is later. */
export function tomorrow(expectedAt: string | null, now = Date.now()): Date {
  return new Date(Math.max(now, expectedAt === null ? 0 : Date.parse(expectedAt)) + aDay);
}
