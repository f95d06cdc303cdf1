import { randomUUID } from 'node:crypto';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  type Client,
  type WorkflowExecutionStatusName,
} from '@temporalio/client';
import type { BulkRetryWorkflow } from '../../workflows/bulk-retry-workflow.ts';
import { bulkRetryWorkflowType, retryNowUpdate } from '../../workflows/restock-contract.ts';
import { bulkRetryWorkflowId, restockTaskQueue } from '../restock-ids.ts';
import type { Restock } from '../restock-store.ts';
import { temporalAway } from './repair-deps.ts';
import { restockStart, startRestock } from '../restock-workflows.ts';
import { resetPointOf } from './reset-point.ts';

/** The newest run of a restock's workflow. */
export type Run = {
  runId: string;
  status: WorkflowExecutionStatusName;
  /** The run that a reset of this one made, if there was one. */
  resetRunId: string | null;
};

/** What a repair asks of Temporal. Everything here throws `Refusal` `temporal-away` where Temporal does not answer. */
export type WorkflowControl = {
  /** Null where Temporal knows no workflow of this id: its history has expired, or Temporal lost its data. */
  latestRun: (restockId: string, runId?: string) => Promise<Run | null>;
  /** Cuts the pause between two rounds short; answers whether there was one. */
  retryNow: (restockId: string) => Promise<boolean>;
  /** Resets an ended run to just before the step that failed; answers the id of the new run. */
  resetFailed: (restock: Restock, run: Run) => Promise<string>;
  /** Starts the workflow anew under its id, with the row's own facts, in place of whatever runs; answers the run's id. */
  startAnew: (restock: Restock) => Promise<string>;
  /** Starts the workflow that retries many, or joins the one of that name. */
  startBulkRetry: (name: string) => Promise<void>;
};

/** @param deadline milliseconds that one call may take */
export function createWorkflowControl(client: Client, deadline: number): WorkflowControl {
  const asked = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await client.withDeadline(Date.now() + deadline, call);
    } catch (error) {
      if (error instanceof WorkflowNotFoundError || error instanceof WorkflowUpdateFailedError) throw error;
      throw temporalAway(error);
    }
  };
  const orElse = async <T, E>(call: Promise<T>, answer: (error: WorkflowNotFoundError) => E): Promise<T | E> => {
    try {
      return await call;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return answer(error);
      throw error;
    }
  };

  const startAnew = async (restock: Restock) => {
    const { firstExecutionRunId } = await asked(() =>
      startRestock(client, restock, {
        workflowIdConflictPolicy: 'TERMINATE_EXISTING',
        workflowIdReusePolicy: 'ALLOW_DUPLICATE',
      }),
    );
    return firstExecutionRunId;
  };

  return {
    startAnew,

    latestRun: (restockId, runId) =>
      orElse(
        asked(async () => {
          const described = await client.workflow.getHandle(restockId, runId).describe();
          const resetRunId = described.raw.workflowExtendedInfo?.resetRunId;
          return { runId: described.runId, status: described.status.name, resetRunId: resetRunId || null };
        }),
        () => null,
      ),

    async retryNow(restockId) {
      try {
        const handle = client.workflow.getHandle(restockId);
        return await asked(() => handle.executeUpdate(retryNowUpdate, { updateId: randomUUID() }));
      } catch (error) {
        // It is at something else, or has just ended.
        if (error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError) return false;
        throw error;
      }
    },

    async resetFailed(restock, { runId }) {
      const handle = client.workflow.getHandle(restock.id, runId);
      const history = await asked(() => handle.fetchHistory());
      const point = resetPointOf(history, restock.timing.giveUpAfter, Date.now());
      const input = restockStart(restock);
      if (point === 'start-anew' || !isForFactory(history, input.factoryId)) return startAnew(restock);
      const reset = await asked(() =>
        client.workflowService.resetWorkflowExecution({
          namespace: client.options.namespace,
          workflowExecution: { workflowId: restock.id, runId },
          workflowTaskFinishEventId: point.eventId as never,
          // Temporal makes two runs of two resets with the same id, so it keeps nothing from being done twice.
          requestId: randomUUID(),
          reason: 'retried by a person',
        }),
      );
      return reset.runId;
    },

    async startBulkRetry(name) {
      await asked(async () => {
        try {
          await client.workflow.start<typeof BulkRetryWorkflow>(bulkRetryWorkflowType, {
            workflowId: bulkRetryWorkflowId(name),
            taskQueue: restockTaskQueue,
            workflowIdConflictPolicy: 'USE_EXISTING',
            // One that somebody ended goes on with what it has not done.
            workflowIdReusePolicy: 'ALLOW_DUPLICATE',
            args: [{ name }],
            staticSummary: `Retry many restocks: ${name}`,
          });
        } catch (error) {
          if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
        }
      });
    },
  };
}

type History = Awaited<ReturnType<ReturnType<Client['workflow']['getHandle']>['fetchHistory']>>;

/** The run was started for the factory that the restock has now: its queue is part of the input, which no reset changes. */
function isForFactory({ events }: History, factoryId: string): boolean {
  const data = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
  if (!data) return false;
  return (JSON.parse(Buffer.from(data).toString()) as { factoryId?: string }).factoryId === factoryId;
}
