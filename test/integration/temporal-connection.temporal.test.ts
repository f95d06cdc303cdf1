import { afterEach, expect, it } from 'vitest';
import { createRestockWorkflows } from '../../src/restocking/restock-workflows.ts';
import { openTemporalClient, readTemporalSettings } from '../../src/temporal.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { startTemporalServer } from '../support/temporal.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

it('notices within seconds that its connection to Temporal died without a word', async () => {
  const temporal = await startTemporalServer();
  closing.push(() => temporal.teardown());
  const [host = '', port] = temporal.address.split(':');
  const proxy = await startTcpProxy({ host, port: Number(port) });
  closing.push(proxy.close);
  const client = openTemporalClient(readTemporalSettings({ TEMPORAL_ADDRESS: `127.0.0.1:${proxy.port}` }));
  closing.push(() => client.connection.close());
  const workflows = createRestockWorkflows(client, 500);
  const ask = () =>
    workflows.statusOf('restock-nothing-1').then(
      (status) => status ?? 'unknown there',
      () => 'no answer',
    );

  expect(await ask()).toBe('unknown there');
  proxy.interrupt();
  expect(await ask()).toBe('no answer');
  proxy.mend();
  await expect.poll(ask, { timeout: 25_000 }).toBe('unknown there');
});
