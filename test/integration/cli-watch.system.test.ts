import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { revokeKey } from '../../src/access/key-store.ts';
import { restockCounts } from '../../src/api/restock-counts.ts';
import { restock } from '../../src/api/restock-view.ts';
import { raiseAttention, recordOrder } from '../../src/restocking/restock-transitions.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { openCli } from '../support/cli.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { stockDonuts } from '../support/donuts.ts';
import { createKey } from '../support/keys.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';

const change = z.union([
  z.strictObject({ event: z.literal('restock'), restock }),
  z.strictObject({ event: z.literal('counts'), counts: restockCounts }),
]);

describeDatabase('restock watch', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  let seller: Record<string, string>;
  let reader: Awaited<ReturnType<typeof createKey>>;
  let products = 0;

  beforeAll(async () => {
    ({ db } = await open());
    api = await startApi(db, { env: { AUTH: 'keys' } });
    seller = (await createKey(db, 'till', ['sell'])).headers;
  });
  afterAll(() => api.close());

  async function watch(url: string, ...args: string[]) {
    reader = await createKey(db, 'screen', ['read']);
    const watching = openCli(url, { RESTOCK_KEY: reader.text }).start('watch', ...args);
    await expect.poll(() => watching.said.out + watching.said.err).toMatch(/Watching|"counts"/);
    return watching;
  }
  async function soldOut(): Promise<string> {
    const sku = `P-${++products}`;
    await stockDonuts(db, 1, {}, sku);
    await api.post('/v1/purchases', { sku }, seller);
    return `restock-${sku}-1`;
  }

  it('tells each change in a line, but not each try, and ends with 0 on Ctrl-C', async () => {
    const { child, said, ended } = await watch(api.url);
    const id = await soldOut();
    await expect.poll(() => said.out).toContain(`${id}  requested 0/10\n`);
    await raiseAttention(db, id, 'factory_unavailable', 'It answered 503.');
    await expect.poll(() => said.out).toContain(`${id}  requested 0/10  factory_unavailable: It answered 503.\n`);
    await db('restocks').where({ id }).update({ order_tries: 9, last_error: 'It answered 504.' });
    await recordOrder(db, id, 'F-1');
    await expect.poll(() => said.out).toContain(`${id}  ordered 0/10\n`);
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .filter((line) => line.includes(id)),
    ).toHaveLength(3);
  });

  it('tells only what fits, and all of it to programs', async () => {
    const { child, said, ended } = await watch(api.url, '--attention', 'factory_unavailable,internal_error', '--json');
    const [quiet, loud] = [await soldOut(), await soldOut()];
    await raiseAttention(db, loud, 'internal_error', 'It was terminated.');
    await expect.poll(() => said.out).toContain(loud);
    child.kill('SIGTERM');
    const { code, out } = await ended;
    expect(code).toBe(0);
    const lines = out
      .trim()
      .split('\n')
      .map((line) => change.parse(JSON.parse(line)));
    expect(lines.map(({ event }) => event)).toContain('counts');
    expect(out).not.toContain(quiet);
  });

  it('goes on after a break, with what changed meanwhile', async () => {
    const proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(api.url).port) });
    const { child, said, ended } = await watch(`http://127.0.0.1:${proxy.port}`);
    const before = await soldOut();
    await expect.poll(() => said.out).toContain(before);
    proxy.hangUp();
    await expect.poll(() => said.err).toContain('The connection broke.');
    const meanwhile = await soldOut();
    proxy.mend();
    await expect.poll(() => said.err).toContain('Connected again.');
    await expect.poll(() => said.out).toContain(meanwhile);
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
    await proxy.close();
  });

  it('ends with 4 when its key is revoked, and with 5 where there is nothing to watch', async () => {
    const { ended } = await watch(api.url);
    await revokeKey(db, reader.id);
    expect(await ended).toMatchObject({ code: 4, err: expect.stringContaining('revoked or has expired') as string });
    expect(await openCli('http://127.0.0.1:9').run('watch')).toMatchObject({ code: 5 });
  });
});
