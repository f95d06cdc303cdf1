/**
 * The least that Temporal can be asked for in place of a restock, on the same server. A process of the bench: it runs
 * workflows, their activities and whoever starts and signals them.
 */
import { Client, Connection } from '@temporalio/client';
import { activityInfo } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { inParallel } from '../../in-parallel.ts';
import type { BareRequest } from './start-bare.ts';
import { goOnSignal, type BareWorkflow, type ProbeWorkflow } from './workflows.ts';

export type BareActivities = typeof activities;

const now = () => performance.timeOrigin + performance.now();
const waiting = new Map<string, (at: number) => void>();
const taskQueue = 'bare';
const activities = {
  /** Empty, but for the signal that comes after it as a delivery comes after an order. */
  async first(): Promise<void> {
    const { workflowId } = activityInfo().workflowExecution ?? { workflowId: '' };
    setImmediate(() => void client.workflow.getHandle(workflowId).signal(goOnSignal));
  },
  async second(): Promise<void> {
    waiting.get(activityInfo().workflowExecution?.workflowId ?? '')?.(now());
  },
};

Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: 'ERROR' } },
});
const address = process.env.TEMPORAL_ADDRESS ?? '';
const client = new Client({ connection: await Connection.connect({ address }) });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue,
  workflowsPath: new URL('workflows.ts', import.meta.url).pathname,
  activities,
  // As the shop's own worker has it.
  maxCachedWorkflows: 200,
});
const prefix = `bare-${process.pid}`;
let runs = 0;

process.on('message', (request: BareRequest) => {
  void (request.probe ? probe() : restocks(request.count)).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
process.send?.('ready');
await worker.run();

async function restocks(count: number) {
  const run = runs++;
  const began = now();
  await inParallel(50, count, (index) =>
    client.workflow.execute<typeof BareWorkflow>('BareWorkflow', {
      taskQueue,
      workflowId: `${prefix}-${run}-${index}`,
    }),
  );
  const seconds = (now() - began) / 1_000;
  const { raw, historyLength } = await client.workflow.getHandle(`${prefix}-${run}-0`).describe();
  const transitions = Number(raw.workflowExecutionInfo?.stateTransitionCount ?? 0);
  return { perSecond: count / seconds, events: historyLength, transitions };
}

async function probe() {
  const workflowId = `${prefix}-probe-${runs++}`;
  const { promise, resolve } = Promise.withResolvers<number>();
  waiting.set(workflowId, resolve);
  const began = now();
  const result = client.workflow.execute<typeof ProbeWorkflow>('ProbeWorkflow', { taskQueue, workflowId });
  const milliseconds = (await promise) - began;
  waiting.delete(workflowId);
  await result;
  return { milliseconds };
}
