import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { pino, type Logger } from 'pino';
import { apiRoutes, createApp, type ApiDeps } from '../../src/api/app.ts';
import { createHttpServer, type ConnectionDeadlines } from '../../src/api/http-server.ts';
import { legacyRoutes } from '../../src/api/legacy.ts';
import { openApiOf } from '../../src/api/openapi.ts';
import { listenerOf } from '../../src/api/refusal.ts';
import type { Route } from '../../src/api/route.ts';
import { shedLoad } from '../../src/api/shed-load.ts';
import { readConfig } from '../../src/config.ts';
import type { Database } from '../../src/db/database.ts';
import { createFactories } from '../../src/factory/create-factory.ts';
import { createApiMetrics } from '../../src/metrics/api-metrics.ts';
import { createRepair } from '../../src/restocking/repair/repair.ts';
import { createStartOrJoin } from '../../src/restocking/start-or-join.ts';
import { createSell } from '../../src/sales/sell.ts';
import { createAnswerCheck, type Answer } from './declared-answers.ts';
import { isEventStream } from './event-reader.ts';
import { FakeRestockWorkflows } from './fake-restock-workflows.ts';

export type TestApi = Awaited<ReturnType<typeof startApi>>;

type Options = {
  /** Settings that differ from the defaults. */
  env?: Record<string, string>;
  logger?: Logger;
  notReady?: ApiDeps['notReady'];
  deadlines?: ConnectionDeadlines;
  onAccessDenied?: ApiDeps['onAccessDenied'];
};

/**
 * The API over real HTTP, on a real database, with a fake Temporal. Every answer is checked against the
 * OpenAPI document, so a test sees only what that promises.
 */
export async function startApi(
  db: Database,
  { env = {}, notReady, deadlines, onAccessDenied, ...options }: Options = {},
) {
  const workflows = new FakeRestockWorkflows();
  const logger = options.logger ?? pino({ level: 'silent' });
  const config = readConfig(env);
  const metrics = createApiMetrics();
  const sell = metrics.counted(
    createSell({
      db,
      timing: config.timing,
      limits: config.sales,
      onRestockRequested: createStartOrJoin({ db, workflows, logger }),
      onRefused: metrics.purchaseShed,
      onBatch: metrics.batchBegun,
    }),
  );
  const repair = createRepair({
    db,
    workflows,
    control: workflows.control,
    factories: createFactories(config.factories),
    overDeliveryTolerance: config.overDeliveryTolerance,
    logger,
  });
  const deps: ApiDeps = {
    db,
    config,
    sell,
    workflows,
    repair,
    metrics,
    temporalNamespace: 'test',
    logger,
    notReady,
    onAccessDenied: (refused) => {
      metrics.accessDenied(refused);
      onAccessDenied?.(refused);
    },
  };
  const assertDeclared = answerCheckOf([...apiRoutes(deps), ...legacyRoutes(deps)]);
  const server = createHttpServer(shedLoad(listenerOf(createApp(deps)), sell), deadlines).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  /** Answers without a check, for what is not JSON. */
  const fetchRaw = (path: string, init?: RequestInit) => fetch(`${url}${path}`, init);

  async function send(method: string, path: string, init: RequestInit = {}): Promise<Answer> {
    const response = await fetchRaw(path, { ...init, method });
    if (isEventStream(response.headers.get('content-type'))) {
      // It does not end by itself; what it says is for tests of its own.
      await response.body?.cancel();
      return { status: response.status, headers: response.headers, body: {} };
    }
    const body = (await response.json()) as Answer['body'];
    const answer = { status: response.status, headers: response.headers, body };
    assertDeclared(method, new URL(path, url).pathname, answer);
    return answer;
  }

  const sendJson = (method: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    send(method, path, { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

  return {
    url,
    workflows,
    fetchRaw,
    send,
    get: (path: string) => send('GET', path),
    put: (path: string, body: unknown) => sendJson('PUT', path, body),
    post: (path: string, body: unknown, headers?: Record<string, string>) => sendJson('POST', path, body, headers),
    /** Every item of a list, page by page. */
    async listAll(path: string, limit: number): Promise<Answer['body'][]> {
      const items: Answer['body'][] = [];
      const separator = path.includes('?') ? '&' : '?';
      let next: string | null = '';
      const seen = new Set<string>();
      while (next !== null) {
        if (seen.has(next)) throw new Error(`${path} leads to the same page again: ${next}`);
        seen.add(next);
        const cursor = next === '' ? '' : `&cursor=${next}`;
        const { body } = await send('GET', `${path}${separator}limit=${limit}${cursor}`);
        items.push(...(body['items'] as Answer['body'][]));
        next = body['next'] as string | null;
      }
      return items;
    },
    /** How many sockets are open to it. */
    connections: () => new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count))),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Checks by document, each made once a process: to make one takes longer than most tests. */
const answerChecks = new Map<string, ReturnType<typeof createAnswerCheck>>();

/** The routes' schemas are the same in each API; which routes there are depends on its settings. */
function answerCheckOf(routes: Route[]): ReturnType<typeof createAnswerCheck> {
  const key = routes.map(({ definition }) => `${definition.method} ${definition.path}`).join();
  const check = answerChecks.get(key) ?? createAnswerCheck(openApiOf(routes));
  answerChecks.set(key, check);
  return check;
}

/** The messages of a refusal that names faults. */
export function faultsOf(answer: Answer): string[] {
  return ((answer.body['errors'] ?? []) as { message: string }[]).map(({ message }) => message);
}
