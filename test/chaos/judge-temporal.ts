import { setTimeout as delay } from 'node:timers/promises';
import { listRestocks } from '../../src/restocking/restock-list.ts';
import { isOver } from '../../src/workflows/restock-contract.ts';
import type { System } from './system.ts';

/** Longer than the longest wait that a workflow has left after a reset without its signals, in milliseconds. */
const patience = 60_000;

/**
 * When the rounds are over, Temporal and the rows must agree: a workflow at work has a row that is not over, and a row
 * that neither is over nor failed has a workflow at work. Answers `P6: …` for each that does not, once patience is out.
 */
export async function judgeTemporal(system: System): Promise<string[]> {
  const end = Date.now() + patience;
  for (;;) {
    const differences = await differencesNow(system).catch((error: unknown) => [`P6: Temporal: ${String(error)}`]);
    if (differences.length === 0 || Date.now() > end) return differences;
    await delay(500);
  }
}

async function differencesNow({ db, temporalClient }: System): Promise<string[]> {
  const running = new Set<string>();
  const query = "WorkflowType = 'RestockWorkflow' AND ExecutionStatus = 'Running'";
  for await (const { workflowId } of temporalClient.workflow.list({ query })) running.add(workflowId);
  const restocks = await listRestocks(db, {}, { after: null, limit: 1_000_000 });
  return restocks.flatMap(({ id, state }) => {
    if (running.has(id) === (!isOver(state) && state !== 'failed')) return [];
    return [`P6: ${id} is ${state} and its workflow ${running.has(id) ? 'is still at work' : 'is not at work'}`];
  });
}
