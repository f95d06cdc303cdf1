import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { request } from 'undici';
import { createSimulator } from '../../src/simulator/app.ts';
import { faultSet, type FaultSet } from '../../src/simulator/faults.ts';
import { memoryJournal, openJournal } from '../../src/simulator/journal.ts';
import type { CallbackView, OrderView } from '../../src/simulator/order-book.ts';

type Options = {
  /** Milliseconds from an order to its delivery; 10 unless given. */
  leadTime?: number;
  faults?: FaultSet['faults'];
  /** Path of the journal; unless given it forgets everything when closed. */
  journal?: string;
  callbackHosts?: string[];
  /** What it signs callbacks with; it does not unless given. */
  signingSecret?: string;
  /** A fixed port, to come back under the same address; any free one unless given. */
  port?: number;
};

type CallNow = { quantity?: number | string; deliveryId?: string; times?: number };

export type RunningSimulator = Awaited<ReturnType<typeof startSimulator>>;

/** A simulated factory of this test's own, over real HTTP. Close it when done. */
export async function startSimulator(options: Options = {}) {
  const simulator = createSimulator({
    leadTime: options.leadTime ?? 10,
    callbackHosts: options.callbackHosts ?? ['127.0.0.1', 'localhost'],
    faults: faultSet.parse({ faults: options.faults ?? [] }).faults,
    journal: options.journal === undefined ? memoryJournal : openJournal(options.journal),
    signingSecret: options.signingSecret ?? null,
    logger: pino({ level: 'silent' }),
  });
  const server = createServer(simulator.app).listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  simulator.resume();
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  async function ask<Answer>(method: string, path: string, body?: object): Promise<Answer | null> {
    const reply = await request(url + path, {
      method,
      ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await reply.body.text();
    if (reply.statusCode === 404) return null;
    if (reply.statusCode >= 300) throw new Error(`${method} ${path}: ${reply.statusCode} ${text}`);
    return text === '' ? null : (JSON.parse(text) as Answer);
  }

  return {
    url,
    port,
    /** Every order key that the factory has seen. */
    orders: async (): Promise<OrderView[]> => (await ask<{ items: OrderView[] }>('GET', '/orders'))?.items ?? [],
    /** Null for a key that the factory has never seen. */
    order: (key: string) => ask<OrderView>('GET', `/orders/${encodeURIComponent(key)}`),
    /** Replaces all faults; an empty list is a factory in good order. */
    setFaults: async (faults: FaultSet['faults']): Promise<void> => void (await ask('PUT', '/faults', { faults })),
    addFaults: async (faults: FaultSet['faults']): Promise<void> => void (await ask('POST', '/faults', { faults })),
    /** Ends the faults that are kept to just these orders. */
    clearFaults: async (orders: string): Promise<void> =>
      void (await ask('DELETE', `/faults?orders=${encodeURIComponent(orders)}`)),
    /** Calls back now, in addition to whatever is planned; null where the factory took no such order. */
    callBack: async (key: string, body: CallNow = {}): Promise<CallbackView[] | null> =>
      (await ask<{ callbacks: CallbackView[] }>('POST', `/callbacks/${encodeURIComponent(key)}`, body))?.callbacks ??
      null,
    close: async (): Promise<void> => {
      server.close();
      server.closeAllConnections();
      await simulator.stop();
    },
  };
}
