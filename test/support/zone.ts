import { afterAll, beforeAll } from 'vitest';

/** Lets the tests of this block run as on a machine in that time zone. */
export function inZone(zone: string): void {
  const { TZ } = process.env;
  beforeAll(() => void (process.env['TZ'] = zone));
  afterAll(() => {
    if (TZ === undefined) delete process.env['TZ'];
    else process.env['TZ'] = TZ;
  });
}
