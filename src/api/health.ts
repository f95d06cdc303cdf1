import { z } from 'zod';
import type { Database } from '../db/database.ts';
import { pendingMigrations } from '../db/migrate.ts';
import { firstLine, Refusal } from '../errors.ts';
import type { RestockWorkflows } from '../restocking/restock-workflows.ts';
import type { ApiDeps } from './deps.ts';
import { route } from './route.ts';

const tag = 'Health';
const deadline = 2_000;

/** How long an answer is used again, so that health checks cost next to nothing however often they come. */
const databaseAnswerLasts = 500;
const temporalAnswerLasts = 5_000;

export function healthRoutes(deps: Pick<ApiDeps, 'db' | 'workflows' | 'sell' | 'stopping'>) {
  const { db, workflows, sell, stopping } = deps;
  const databaseFault = remembered(() => whyNotReady(db), databaseAnswerLasts);
  const temporalState = remembered(() => stateOfTemporal(workflows), temporalAnswerLasts);

  return [
    route({
      method: 'get',
      path: '/livez',
      access: 'open',
      tag,
      summary: 'The process answers',
      responses: { 200: { description: 'It does', body: z.object({ status: z.literal('ok') }) } },
      problems: [],
    }).handledBy(() => Promise.resolve({ status: 200, body: { status: 'ok' } })),

    route({
      method: 'get',
      path: '/readyz',
      access: 'open',
      tag,
      summary: 'Purchases can be served',
      description:
        'The database must be there with its schema up to date. Temporal may be away: sales go on and restocks wait. ' +
        'A process that was told to stop still answers for a moment, but is not ready. ' +
        '`sales` is `busy` while purchases are, or were within 5 s, refused because too many come. That is still ' +
        'ready: in a crowd all instances are busy, and to take them away would leave nobody to sell.',
      responses: {
        200: {
          description: 'Ready',
          body: z.object({
            database: z.literal('ok'),
            temporal: z.enum(['ok', 'away']),
            sales: z.enum(['ok', 'busy']),
          }),
        },
      },
      problems: [],
    }).handledBy(async () => {
      if (stopping?.aborted) throw new Refusal('unavailable', 'This process is stopping: ask another one.');
      const [fault, temporal] = await Promise.all([databaseFault(), temporalState()]);
      if (fault !== null) throw new Refusal('unavailable', fault);
      return { status: 200, body: { database: 'ok', temporal, sales: sell.isShedding() ? 'busy' : 'ok' } };
    }),
  ];
}

async function whyNotReady(db: Database): Promise<string | null> {
  try {
    const pending = await within(deadline, pendingMigrations(db));
    return pending.length === 0 ? null : `The database lacks the migrations ${pending.join(', ')}.`;
  } catch (error) {
    return `The database does not answer: ${(error as { code?: string }).code ?? firstLine(error)}.`;
  }
}

/** Asks for a workflow that never is: an answer of any kind shows that Temporal and the namespace are there. */
async function stateOfTemporal(workflows: RestockWorkflows): Promise<'ok' | 'away'> {
  try {
    await within(deadline, workflows.statusOf('readyz'));
    return 'ok';
  } catch {
    return 'away';
  }
}

function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer in ${milliseconds} ms`)), milliseconds);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

/** Asks once for all who want to know at the same time, or shortly after. */
function remembered<T>(ask: () => Promise<T>, milliseconds: number): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask().finally(() => setTimeout(() => (answer = undefined), milliseconds).unref());
    return answer;
  };
}
