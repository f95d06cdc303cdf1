import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import proto from '@temporalio/proto';
import { findLatestRestock } from '../../src/restocking/restock-store.ts';
import type { Round } from './scenario.ts';
import type { System } from './system.ts';

const { EventType, ResetReapplyExcludeType } = proto.temporal.api.enums.v1;

/** A correction of stock by hand, known by its reason, and what the person was told of it. */
export type Correction = { reason: string; quantity: number; told: 'done' | 'refused' | 'unknown' };

/** A person at work on one product: corrects the stock, asks for restocks, resets workflows anywhere. Keeps a log. */
export function startOperator(system: System, { sku, chance }: Round) {
  const log: Correction[] = [];
  const shift = { isOpen: true };
  const done = work();

  async function work(): Promise<void> {
    const actions = [correct, correct, request, reset, reset];
    for (let turn = 0; shift.isOpen; turn++) {
      await delay(50 + chance.random() * 250);
      // What a person cannot do now, such as reset while Temporal is away, is not done.
      await chance
        .pick(actions)(turn)
        .catch(() => undefined);
    }
  }

  async function correct(turn: number): Promise<void> {
    const quantity = chance.pick([-2, -1, 1, 2]);
    const reason = `correction ${turn}`;
    const status = await post(`/v1/products/${sku}/adjustments`, { quantity, reason });
    const told = status === 201 ? 'done' : status !== null && status < 500 ? 'refused' : 'unknown';
    log.push({ reason, quantity, told });
  }

  async function request(): Promise<void> {
    await post('/v1/restocks', { sku, reason: 'more of these' });
  }

  /** The latest run of the product's latest restock, at any event at which that can be done. */
  async function reset(): Promise<void> {
    const restock = await findLatestRestock(system.db, sku);
    if (!restock) return;
    const client = system.temporalClient;
    const { workflow } = client;
    await client.withDeadline(Date.now() + 2_000, async () => {
      const handle = workflow.getHandle(restock.id);
      const { events } = await handle.fetchHistory();
      const points =
        events?.filter(({ eventType }) => eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED) ?? [];
      if (points.length === 0) return;
      const withoutSignals = chance.random() < 0.5;
      await workflow.workflowService.resetWorkflowExecution({
        namespace: 'default',
        workflowExecution: { workflowId: restock.id, runId: (await handle.describe()).runId },
        workflowTaskFinishEventId: chance.pick(points).eventId ?? null,
        requestId: randomUUID(),
        reason: 'chaos',
        resetReapplyExcludeTypes: withoutSignals ? [ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL] : [],
      });
    });
  }

  /** The answer's status; null where none came. */
  async function post(path: string, body: object): Promise<number | null> {
    try {
      const response = await fetch(chance.pick(system.apiUrls) + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(8_000),
      });
      await response.text();
      return response.status;
    } catch {
      return null;
    }
  }

  return {
    /** Lets the action under way end, and answers the log of corrections. */
    async stop(): Promise<Correction[]> {
      shift.isOpen = false;
      await done;
      return log;
    },
  };
}
