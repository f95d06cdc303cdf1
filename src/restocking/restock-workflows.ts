import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  type Client,
  type WorkflowExecutionStatusName,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { TypedSearchAttributes } from '@temporalio/common';
import type { RestockWorkflow } from '../workflows/restock-workflow.ts';
import {
  changedSignal,
  deliveredSignal,
  restockWorkflowType,
  type RestockInput,
} from '../workflows/restock-contract.ts';
import { restockTaskQueue } from './restock-ids.ts';
import type { Restock } from './restock-store.ts';
import { initialSearchAttributes, searchAttributes } from './search-attributes.ts';

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

/** What Temporal shows of restocks, and how it is brought up to date. */
export type RestockDisplay = {
  /** Tells the workflow to look at its row again. `gone`: no workflow of this id runs. */
  signalChanged: (restockId: string) => Promise<'sent' | 'gone'>;
  /** What the workflows at work show, by restock, as far as Temporal's index knows. */
  listShown: () => Promise<Map<string, { state: string | null; attention: string | null }>>;
};

/** @param deadline milliseconds that one call may take */
export function createRestockWorkflows(client: Client, deadline: number): RestockWorkflows & RestockDisplay {
  const bounded = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + deadline, call);
  const tell = (call: () => Promise<unknown>) =>
    bounded(async () => {
      try {
        await call();
        return 'sent' as const;
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'gone' as const;
        throw error;
      }
    });
  const listed = () =>
    client.workflow.list({
      query: `WorkflowType = '${restockWorkflowType}' AND ExecutionStatus = 'Running'`,
      pageSize: 1000,
    });
  return {
    startOrJoin: (restock) =>
      bounded(async () => {
        try {
          await startRestock(client, restock, {
            workflowIdConflictPolicy: 'USE_EXISTING',
            workflowIdReusePolicy: 'REJECT_DUPLICATE',
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

    signalChanged: (restockId) => tell(() => client.workflow.getHandle(restockId).signal(changedSignal)),

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
      for await (const { workflowId } of listed()) running.add(workflowId);
      return running;
    },

    async listShown() {
      const shown = new Map<string, { state: string | null; attention: string | null }>();
      for await (const { workflowId, typedSearchAttributes } of listed()) {
        shown.set(workflowId, shownIn(typedSearchAttributes));
      }
      return shown;
    },
  };
}

/** Starts a restock's workflow with what its row says. */
export function startRestock(
  client: Client,
  restock: Restock,
  policies: Pick<WorkflowStartOptions, 'workflowIdConflictPolicy' | 'workflowIdReusePolicy'>,
) {
  return client.workflow.start<typeof RestockWorkflow>(restockWorkflowType, {
    workflowId: restock.id,
    taskQueue: restockTaskQueue,
    ...policies,
    args: [restockStart(restock)],
    typedSearchAttributes: initialSearchAttributes(restock),
    staticSummary: `Restock of ${restock.quantity} × ${restock.sku} from ${restock.factoryId}`,
  });
}

/** A workflow's input, as the restock's row has it now. */
export function restockStart({ id, sku, quantity, factoryId, timing }: Restock): RestockInput {
  return { restockId: id, sku, quantity, factoryId, timing };
}

function shownIn(attributes: TypedSearchAttributes) {
  return {
    state: attributes.get(searchAttributes.state) ?? null,
    attention: attributes.get(searchAttributes.attention) ?? null,
  };
}
