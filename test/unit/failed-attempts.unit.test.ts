import { describe, expect, it } from 'vitest';
import { FailedAttempts } from '../../src/access/failed-attempts.ts';
import { problems } from '../../src/api/problem.ts';

describe('wrong keys from an address', () => {
  it('are forgotten after the time that a refused caller is told to wait', async () => {
    const began = Date.now();
    let now = began;
    const attempts = new FailedAttempts(2, () => now);
    expect(await attempts.add('192.0.2.1')).toBe(false);
    expect(await attempts.isSpent('192.0.2.1')).toBe(false);
    expect(await attempts.add('192.0.2.1')).toBe(true);
    const wait = Number(problems['too-many-attempts'].headers?.['Retry-After']) * 1_000;
    now = began + wait - 1_000;
    expect(await attempts.isSpent('192.0.2.1')).toBe(true);
    now = Date.now() + wait;
    expect(await attempts.isSpent('192.0.2.1')).toBe(false);
  });

  it('count against the whole network of an IPv6 subscriber, and against nobody else', async () => {
    const attempts = new FailedAttempts(1);
    await attempts.add('2001:db8:0:1::1');
    expect(await attempts.isSpent('2001:db8:0:ff::9')).toBe(true);
    expect(await attempts.isSpent('2001:db8:0:100::1')).toBe(false);
    expect(await attempts.isSpent('192.0.2.1')).toBe(false);
  });
});
