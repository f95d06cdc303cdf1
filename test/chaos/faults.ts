import { setTimeout as delay } from 'node:timers/promises';
import type { Member } from './member.ts';
import type { System } from './system.ts';

export type Chance = { random: () => number; pick: <T>(items: readonly T[]) => T };

/** One thing that goes wrong, and is over when its promise is kept: what was killed runs again. */
export type Fault = (system: System, chance: Chance) => Promise<void>;

/** Ends a process at a random instant and starts it again after a moment. */
async function kill(member: Member, { random }: Chance, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  await delay(random() * 600);
  await member.end(signal);
  await delay(random() * 300);
  await member.start();
}

/** Switches a fault of the factory on for a few orders, and off again. */
async function factoryFault({ factoryUrl }: System, fault: object, { random }: Chance): Promise<void> {
  const put = (faults: object[]) =>
    fetch(`${factoryUrl}/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ faults }),
    });
  await put([fault]);
  await delay(300 + random() * 700);
  await put([]);
}

const factoryFaults = [
  { name: 'down' },
  { name: 'server-error' },
  { name: 'rate-limited', retryAfterSeconds: 1 },
  { name: 'slow', delayMs: 3_000, times: 1 },
  { name: 'slow-reply', delayMs: 3_000, times: 1 },
  { name: 'drop-reply' },
  { name: 'callback-twice', delayMs: 50 },
  { name: 'in-parts', parts: 3, delayMs: 30 },
  { name: 'late', delayMs: 1_500 },
  { name: 'early-callback' },
];

export const faults: Record<string, Fault> = {
  none: (_, { random }) => delay(random() * 500),
  api: ({ apis }, chance) => kill(chance.pick(apis), chance),
  worker: ({ workers }, chance) => kill(chance.pick(workers), chance),
  temporal: ({ temporal }, chance) => kill(temporal, chance),
  database: ({ database }, chance) => kill(database, chance),
  // Its callbacks go unrepeated, as the real one's do; the journal sends those that were still due.
  factory: ({ factory }, chance) => kill(factory, chance),
  'both-workers': ({ workers }, chance) =>
    Promise.all(workers.map((worker) => kill(worker, chance))).then(() => undefined),
  two: async (system, chance) => {
    const { apis, workers, temporal, database } = system;
    const first = chance.pick([...apis, ...workers, temporal, database]);
    const second = chance.pick([...apis, ...workers, temporal, database].filter((member) => member !== first));
    await Promise.all([kill(first, chance), kill(second, chance)]);
  },
  rolling: async ({ apis, workers }, chance) => {
    for (const member of [...apis, ...workers]) await kill(member, chance, 'SIGTERM');
  },
  'factory-faults': (system, chance) => factoryFault(system, chance.pick(factoryFaults), chance),
};
