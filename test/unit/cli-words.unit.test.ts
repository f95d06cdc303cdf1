import { describe, expect, it } from 'vitest';
import { problems, problemType } from '../../src/api/problem.ts';
import { createClient } from '../../src/cli/client.ts';
import type { ExitCode } from '../../src/cli/exit-codes.ts';
import { failureOf } from '../../src/cli/failure.ts';
import { createProgram } from '../../src/cli/program.ts';
import { deadline, wholeNumber } from '../../src/cli/values.ts';
import { ago, localTime, zone } from '../../src/cli/words.ts';
import type { RefusalCode } from '../../src/errors.ts';
import { startFakeApi } from '../support/fake-api.ts';
import { inZone } from '../support/zone.ts';

describe('a time on the command line', () => {
  inZone('Asia/Seoul');

  it('is that of the zone which is named beside it', () => {
    expect([localTime('2026-11-24T20:03:12.000Z'), zone()]).toEqual(['2026-11-25 05:03:12', 'Asia/Seoul']);
  });

  it.each([
    ['12:00:00', '0 s ago'],
    ['12:00:59', 'in 59 s'],
    ['12:01:00', 'in 1 min'],
    ['11:00:01', '59 min ago'],
    ['11:00:00', '1 h ago'],
    ['14:59:59', 'in 2 h'],
  ])('is said as a distance: at noon, %s is %s', (time, words) => {
    expect(ago(`2026-11-24T${time}Z`, Date.parse('2026-11-24T12:00:00Z'))).toBe(words);
  });

  it('is said in days from a day on, and as a dash where there is none', () => {
    expect(ago('2026-11-26T13:00:00Z', Date.parse('2026-11-24T12:00:00Z'))).toBe('in 2 d');
    expect(ago(null)).toBe('–');
  });

  it.each([
    ['30s', 30],
    ['5m', 300],
    ['3h', 10_800],
    ['2d', 172_800],
    ['1w', 604_800],
  ])('may be given from now on: %s is %i seconds', (text, seconds) => {
    const before = Date.now();
    const given = Date.parse(deadline(text)) - seconds * 1_000;
    expect(given).toBeGreaterThanOrEqual(before);
    expect(given).toBeLessThanOrEqual(Date.now());
  });

  it('may be given as it is, and nothing else', () => {
    expect(deadline('2026-12-24T12:00:00+09:00')).toBe('2026-12-24T03:00:00.000Z');
    for (const wrong of ['soon', '2', '45', '2045', '12 Dec', '2 d', '-2d'])
      expect(() => deadline(wrong)).toThrow('such as 2d');
    for (const wrong of ['0', '-1', '1.5', '10000000']) expect(() => wholeNumber(wrong)).toThrow('whole number');
  });
});

describe('a refusal of the API', () => {
  const exitCodeOf: Record<RefusalCode, ExitCode> = {
    'invalid-request': 2,
    'malformed-json': 2,
    'sold-out': 3,
    'not-applicable': 3,
    'stock-would-go-negative': 3,
    'stock-too-large': 3,
    'idempotency-key-reused': 3,
    unauthorized: 4,
    unauthenticated: 4,
    forbidden: 4,
    'cross-site': 4,
    'too-many-attempts': 4,
    busy: 5,
    unavailable: 5,
    'temporal-away': 5,
    'unknown-product': 6,
    'unknown-purchase': 6,
    'unknown-restock': 6,
    'unknown-delivery': 6,
    'unknown-retry': 6,
    'not-found': 1,
    'unknown-host': 1,
    'method-not-allowed': 1,
    'unsupported-media-type': 1,
    'body-too-large': 1,
    'internal-error': 1,
  };
  const failures = (Object.keys(problems) as RefusalCode[]).map((code) => {
    const { status, title } = problems[code];
    return [code, failureOf({ type: problemType(code), status, title, detail: 'Because.' })] as const;
  });

  it.each(failures)('ends with the exit code of its kind, and says what to do next: %s', (code, failure) => {
    expect(failure.exitCode).toBe(exitCodeOf[code]);
    expect([failure.message, failure.means]).toEqual(['Because.', problems[code].meaning]);
    expect(failure.next).not.toBe('');
  });

  it('names commands and options that there are', () => {
    const { commands } = createProgram();
    const named = failures.flatMap(([, { next }]) => [...next.matchAll(/: restock ([\w-]+)([^:]*)/g)]);
    expect(named.length).toBeGreaterThanOrEqual(8);
    for (const [, name, rest = ''] of named) {
      const command = commands.find((each) => each.name() === name);
      expect([name, command === undefined]).toEqual([name, false]);
      const options = name === 'keys' ? [] : (rest.match(/--[\w-]+/g) ?? []);
      for (const option of options) expect(command?.options.map(({ long }) => long)).toContain(option);
    }
  });

  it('that lists what is wrong is said in these words', () => {
    const errors = [{ message: 'sku must be a SKU' }, { message: 'limit must be at most 200' }];
    const problem = { type: '/problems/invalid-request', status: 400, title: 'It has faults', detail: '', errors };
    expect(failureOf(problem).message).toBe('It has faults: sku must be a SKU; limit must be at most 200.');
  });
});

describe('an API that does not answer in time', () => {
  it('leaves it open whether a change was done, and changes nothing where something is read', async () => {
    const api = await startFakeApi(() => new Promise<object>(() => {}));
    const client = createClient({ url: `${api.url}//`, patience: 100 });
    const happened = `${api.url} did not answer within 0.1 s.`;
    await expect(client.get('/v1/products')).rejects.toMatchObject({
      exitCode: 5,
      message: happened,
      means: 'Nothing could be read.',
    });
    await expect(client.post('/v1/restocks', {}, 'Look first.')).rejects.toMatchObject({
      exitCode: 5,
      message: happened,
      means: 'Nobody knows whether it was done.',
      next: 'Look first.',
    });
    api.close();
  });
});
