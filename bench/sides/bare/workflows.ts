import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';
import type { BareActivities } from './worker.ts';

export const goOnSignal = defineSignal('goOn');

const { first, second } = proxyActivities<BareActivities>({ startToCloseTimeout: 30_000 });

/** What a restock is at the least: two activities, and a signal between them. */
export async function BareWorkflow(): Promise<void> {
  let told = false;
  setHandler(goOnSignal, () => void (told = true));
  await first();
  await condition(() => told);
  await second();
}

/** From a start to an activity, and nothing else. */
export async function ProbeWorkflow(): Promise<void> {
  await second();
}
