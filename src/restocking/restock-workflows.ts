import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionStatusName,
} from '@temporalio/client';
import type { RestockWorkflow } from '../workflows/restock-workflow.ts';
import { deliveredSignal, restockWorkflowType, type RestockInput } from '../workflows/restock-contract.ts';
import { restockTaskQueue } from './restock-ids.ts';
import type { Restock } from './restock-store.ts';
import { initialSearchAttributes } from './search-attributes.ts';

/** What the rest of the program asks of Temporal about restocks. Each call has a short deadline and may throw. */
export type RestockWorkflows = {
  /**
   * Starts the restock's workflow, or joins the one that runs: `running`. A workflow of this id that has ended is not
   * started again: `ended`.
   */
  startOrJoin: (restock: Restock) => Promise<'running' | 'ended'>;
  /** Points the workflow to a delivery row. `gone`: no workflow of this id runs. */
  signalDelivered: (restockId: string, bookingKey: string) => Promise<'sent' | 'gone'>;
  /** Asks the workflow to call its restock off. `gone`: no workflow of this id runs. */
  cancel: (restockId: string) => Promise<'sent' | 'gone'>;
  statusOf: (restockId: string) => Promise<WorkflowExecutionStatusName | null>;
  /** Ids of all restocks whose workflow runs, as far as Temporal's index knows. */
  listRunning: () => Promise<Set<string>>;
};

/** @param deadline milliseconds that one call may take */
export function createRestockWorkflows(client: Client, deadline: number): RestockWorkflows {
  const bounded = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + deadline, call);
  const tell = (call: () => Promise<unknown>) =>
    bounded(async () => {
      try {
        await call();
        return 'sent';
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone';
        throw error;
      }
    });
  return {
    startOrJoin: (restock) =>
      bounded(async () => {
        try {
          await client.workflow.start<typeof RestockWorkflow>(restockWorkflowType, {
            workflowId: restock.id,
            taskQueue: restockTaskQueue,
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
            args: [inputOf(restock)],
            typedSearchAttributes: initialSearchAttributes(restock),
            staticSummary: `Restock of ${restock.quantity} × ${restock.sku} from ${restock.factoryId}`,
          });
          return 'running';
        } catch (error) {
          if (error instanceof WorkflowExecutionAlreadyStartedError) return 'ended';
          throw error;
        }
      }),

    signalDelivered: (restockId, bookingKey) =>
      tell(() => client.workflow.getHandle(restockId).signal(deliveredSignal, { bookingKey })),

    cancel: (restockId) => tell(() => client.workflow.getHandle(restockId).cancel()),

    statusOf: (restockId) =>
      bounded(async () => {
        try {
          return (await client.workflow.getHandle(restockId).describe()).status.name;
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) return null;
          throw error;
        }
      }),

    async listRunning() {
      const running = new Set<string>();
      const query = `WorkflowType = '${restockWorkflowType}' AND ExecutionStatus = 'Running'`;
      for await (const { workflowId } of client.workflow.list({ query, pageSize: 1000 })) running.add(workflowId);
      return running;
    },
  };
}

function inputOf({ id, sku, quantity, factoryId, timing }: Restock): RestockInput {
  return { restockId: id, sku, quantity, factoryId, timing };
}
