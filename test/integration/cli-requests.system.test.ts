import { userInfo } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';
import { openCli } from '../support/cli.ts';
import { startFakeApi } from '../support/fake-api.ts';

type FakeApi = Awaited<ReturnType<typeof startFakeApi>>;

const closing: (() => void)[] = [];
afterEach(() => closing.splice(0).forEach((close) => close()));

async function open(answer: Parameters<typeof startFakeApi>[0]) {
  const api: FakeApi = await startFakeApi(answer);
  closing.push(() => api.close());
  return { api, cli: openCli(api.url) };
}

const commandsWith = (option: string) =>
  createProgram()
    .commands.filter(({ options }) => options.some(({ long }) => long === option))
    .map((command) => command.name());

const all = Array.from({ length: 450 }, (_, index) => ({ id: `item-${index}` }));

/** A list of 450, page by page. Who asks in circles is stopped. */
function pages(asked: { query: Record<string, string> }, nth: number) {
  if (nth > 5) return Response.json({}, { status: 500 });
  const begin = Number(asked.query['cursor'] ?? 0);
  const end = begin + Number(asked.query['limit']);
  return { items: all.slice(begin, end), next: end < all.length ? String(end) : null };
}

describe('a list of the command line', () => {
  const named: Record<string, string[]> = { products: [], movements: ['X'], deliveries: [], retries: [], restocks: [] };

  it('is any that can be gone on with', () => {
    expect(commandsWith('--cursor')).toEqual(Object.keys(named));
    for (const option of ['--all', '--limit']) expect(commandsWith(option)).toEqual(Object.keys(named));
  });

  it.each(Object.entries(named))('has all that there is with --all: %s', async (name, args) => {
    const { api, cli } = await open(pages);
    expect(await cli.json(name, ...args, '--all')).toEqual({ items: all, next: null });
    expect(api.asked.map(({ query }) => query['cursor'])).toEqual([undefined, '200', '400']);
  });

  it('has as many as are wanted, and says where it goes on', async () => {
    const { api, cli } = await open(pages);
    expect(await cli.json('restocks', '--limit', '250', '--cursor', '100', '--sku', 'X')).toEqual({
      items: all.slice(100, 350),
      next: '350',
    });
    expect(api.asked.map(({ query }) => query)).toEqual([
      { sku: 'X', limit: '200', cursor: '100' },
      { sku: 'X', limit: '50', cursor: '300' },
    ]);
  });

  it('is narrowed by each filter, as is a retry of many', async () => {
    const { api, cli } = await open(() => ({ items: [], next: null }));
    const given = {
      attention: 'factory_rejected,internal_error',
      state: 'failed',
      sku: 'CP-1',
      factory: 'FF-1',
      from: '2026-01-01T00:00:00Z',
      before: '2026-02-01T00:00:00Z',
      since: '2026-03-01T00:00:00Z',
      until: '2026-04-01T00:00:00Z',
    };
    const { factory: factoryId, from: requestedFrom, before: requestedBefore, ...same } = given;
    const sent = { ...same, factoryId, requestedFrom, requestedBefore };
    const options = Object.entries(given).flatMap(([name, value]) => [`--${name}`, value]);
    await Promise.all([cli.run('restocks', ...options), cli.run('retry', '--dry-run', ...options)]);
    const [list, retry] = api.asked.toSorted((a, b) => a.method.localeCompare(b.method));
    expect(list).toMatchObject({ path: '/v1/restocks', query: { ...sent, limit: '50' } });
    expect(retry).toMatchObject({ path: '/v1/restocks/retry', body: { filter: sent, dryRun: true } });
    expect(commandsWith('--before')).toEqual(['restocks', 'retry']);
  });
});

describe('a change by the command line', () => {
  const changes: Record<string, string[]> = {
    retry: ['restock-X-1'],
    cancel: ['restock-X-1'],
    'close-short': ['restock-X-1'],
    receive: ['restock-X-1'],
    'extend-deadline': ['restock-X-1', '--until', '2d'],
    'change-factory': ['restock-X-1', '--to', 'FF-2'],
    decide: ['delivery-1', 'take-in'],
    replenish: ['X'],
    adjust: ['X', '-2'],
  };

  it('is any that takes a reason', () => {
    expect(commandsWith('--reason')).toEqual(Object.keys(changes));
    expect(commandsWith('--actor')).toEqual(Object.keys(changes));
  });

  it('is recorded with who wants it and why', async () => {
    const { api, cli } = await open(() => ({ items: [], next: null }));
    const why = ['--reason', 'counted', '--actor', 'Kim', '--json'];
    const many = ['retry', '--all-failed', '--yes', '--no-wait'];
    await Promise.all(
      [...Object.entries(changes).map(([name, args]) => [name, ...args]), many].map((each) => cli.run(...each, ...why)),
    );
    const sent = api.asked.filter(({ method }) => method === 'POST');
    // A retry of many asks twice.
    expect(sent).toHaveLength(Object.keys(changes).length + 2);
    for (const each of sent) expect(each).toMatchObject({ body: { reason: 'counted', actor: 'Kim' } });
  });

  it('is recorded for who is logged in to this machine where nobody is named', async () => {
    const { api, cli } = await open(() => ({ items: [], next: null }));
    await cli.run('adjust', 'X', '1', '--reason', 'found');
    expect(api.asked.at(-1)?.body).toMatchObject({ actor: userInfo().username });
  });

  it('of stock is known again within five minutes, however much is sold meanwhile', async () => {
    const entry = (minutesAgo: number, more = {}) => ({
      kind: 'sale',
      quantity: -1,
      reason: null,
      occurredAt: new Date(Date.now() - minutesAgo * 60_000).toISOString(),
      ...more,
    });
    const broken = { kind: 'adjustment', quantity: -2, reason: 'broken' };
    const afterSales =
      (minutesAgo: number) =>
      ({ query }: { query: Record<string, string> }) =>
        query['cursor'] === undefined
          ? { items: Array.from({ length: 200 }, () => entry(1)), next: 'a' }
          : { items: [entry(minutesAgo, broken)], next: null };
    const adjust = ['adjust', 'X', '-2', '--reason', 'broken'];

    const rush = await open(afterSales(4));
    const again = await rush.cli.run(...adjust);
    expect(again).toMatchObject({ code: 3, err: expect.stringContaining('was made 4 min ago') as string });
    expect(rush.api.asked.map(({ method }) => method)).toEqual(['GET', 'GET']);

    const later = await open(afterSales(6));
    await later.cli.run(...adjust);
    expect(later.api.asked.at(-1)).toMatchObject({ method: 'POST', path: '/v1/products/X/adjustments' });
  });
});

describe('what the command line shows', () => {
  it('is in the time of this machine, which it names', async () => {
    const at = '2026-11-24T12:03:12.000Z';
    const restock = {
      id: 'restock-X-1',
      state: 'ordered',
      attention: null,
      sku: 'X',
      productName: 'Mug',
      quantity: 10,
      delivered: 0,
      factoryId: 'FF-1',
      factoryOrderId: null,
      expectedAt: '2026-11-25T20:00:00.000Z',
      status: { sentence: 'On its way.' },
      links: { temporal: 'http://ui' },
      timeline: [{ at, event: 'requested', message: '10 × X requested.' }],
      deliveries: [],
      repairs: [],
    };
    const { cli } = await open(() => restock);
    const { out } = await cli.run('show', 'restock-X-1');
    expect(out).toContain('What happened (Asia/Seoul)\n  2026-11-24 21:03:12  requested');
    expect(out).toMatch(/expected +2026-11-26 05:00:00 \(/);
  });

  it('says that more goods are held than it counted', async () => {
    const counts = { inFlight: 0, failed: 0, total: 0, isExact: true, attention: {} };
    const { cli } = await open(({ path, query }) =>
      path === '/v1/deliveries'
        ? pages({ query }, 1)
        : path === '/readyz'
          ? { database: 'ok', temporal: 'ok', sales: 'ok' }
          : counts,
    );
    expect((await cli.run('status')).out).toMatch(/^deliveries held +200\+ +restock deliveries/m);
  });

  it('goes on with a retry of many while the API is away for a moment', async () => {
    const bulk = { name: 'monday', total: 2, retried: 0, skipped: 0, refused: [], refusedCount: 0 };
    const { cli } = await open(({ method, body }, nth) => {
      if (method === 'POST' && (body as { dryRun?: boolean }).dryRun) {
        return { count: 2, restocks: [], refused: [], refusedCount: 0, isAll: true };
      }
      if (method === 'POST') return { ...bulk, waiting: 2, finishedAt: null };
      if (nth < 3) return Response.json({}, { status: 502 });
      return { ...bulk, retried: 2, waiting: 0, finishedAt: '2026-11-24T12:03:12.000Z' };
    });
    const done = await cli.run('retry', '--all-failed', '--yes', '--name', 'monday', '--reason', 'outage is over');
    expect(done).toEqual({
      code: 0,
      err: '0 of 2\n2 of 2\n',
      out: 'Retry monday: 2 of 2 restocks retried, 0 refused.\n',
    });
  });
});
