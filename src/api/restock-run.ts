import { z } from 'zod';
import { Refusal } from '../errors.ts';
import { findRestock } from '../restocking/restock-store.ts';
import type { ApiDeps } from './deps.ts';
import { createRestockLinks } from './restock-view.ts';
import { route } from './route.ts';
import { orNull, restockId } from './schemas.ts';

export const restockRun = z
  .object({
    id: z.string(),
    status: z.string().meta({ description: 'As Temporal has it', example: 'RUNNING' }),
    links: z.object({
      run: z.url().meta({ description: 'The run in Temporal’s Web UI' }),
      pendingActivities: z.url().meta({ description: 'What it is at work on, and the latest failure of that' }),
    }),
  })
  .meta({ id: 'RestockRun' });

export function restockRunRoute({ db, repair, config, temporalNamespace }: ApiDeps) {
  const linkTo = createRestockLinks({ uiUrl: config.temporal.uiUrl, namespace: temporalNamespace });

  return route({
    method: 'get',
    path: '/v1/restocks/{id}/run',
    access: ['read'],
    tag: 'Restocks',
    summary: 'The newest run of its workflow',
    description: 'Null where Temporal knows no workflow of it: not started yet, or its history has expired.',
    params: z.strictObject({ id: restockId }),
    responses: { 200: { description: 'The run', body: z.object({ run: orNull(restockRun) }) } },
    problems: ['unknown-restock', 'temporal-away'],
  }).handledBy(async ({ params: { id } }) => {
    if (!(await findRestock(db, id))) throw new Refusal('unknown-restock', `There is no restock ${id}.`);
    const found = await repair.latestRun(id);
    if (!found) return { status: 200, body: { run: null } };
    const { runId, status } = found;
    const address = `${linkTo(id)}/${encodeURIComponent(runId)}`;
    const links = { run: `${address}/history`, pendingActivities: `${address}/pending-activities` };
    return { status: 200, body: { run: { id: runId, status, links } } };
  });
}
