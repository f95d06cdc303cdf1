import { rmSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { callbacks, callbacksAmongKills } from './callbacks.ts';
import type { Chance } from './chance.ts';
import { clockFaults } from './clock-faults.ts';
import { diskFaults } from './disk-faults.ts';
import { factoryFaults } from './factory-faults.ts';
import { instantFaults } from './instants.ts';
import type { Member } from './member.ts';
import { networkFaults } from './network-faults.ts';
import { sameKey, sameKeyAfterRestart } from './same-key.ts';
import { amongBuyers, type Round, type Scenario } from './scenario.ts';
import type { System } from './system.ts';

/** One thing that goes wrong, and is over when its promise is kept: what was killed runs again. */
export type Fault = (system: System, chance: Chance, round: Round) => Promise<void>;

/** Ends a process at a random instant and starts it again after a moment. */
async function kill(member: Member, { random }: Chance, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
  await delay(random() * 600);
  await member.end(signal);
  await delay(random() * 300);
  await member.start();
}

/** Each API is taken out of the balancer first, as every balancer does; requests under way must still be answered. */
async function rollingRestart({ apis, apiUrls, inRotation, workers }: System, chance: Chance): Promise<void> {
  for (const [index, api] of apis.entries()) {
    const url = apiUrls[index] as string;
    inRotation.delete(url);
    await api.end('SIGTERM');
    await api.start();
    inRotation.add(url);
  }
  for (const worker of workers) await kill(worker, chance, 'SIGTERM');
}

const mayDie = ({ apis, workers, temporal, database }: System) => [...apis, ...workers, temporal, database];

/** A store as empty as on the first day: the database alone must be enough. */
async function loseTemporal({ temporal, temporalFile }: System, { random }: Chance): Promise<void> {
  await delay(random() * 600);
  await temporal.end('SIGKILL');
  for (const suffix of ['', '-wal', '-shm']) rmSync(temporalFile + suffix, { force: true });
  await temporal.start();
}

const amidBuyers: Record<string, Fault> = {
  api: ({ apis }, chance) => kill(chance.pick(apis), chance),
  worker: ({ workers }, chance) => kill(chance.pick(workers), chance),
  temporal: ({ temporal }, chance) => kill(temporal, chance),
  'temporal-lost': loseTemporal,
  database: ({ database }, chance) => kill(database, chance),
  // Its callbacks go unrepeated, as the real one's do; the journal sends those that were still due.
  factory: ({ factory }, chance) => kill(factory, chance),
  'both-workers': ({ workers }, chance) =>
    Promise.all(workers.map((worker) => kill(worker, chance))).then(() => undefined),
  two: async (system, chance) => {
    const [first, second] = chance.shuffle(mayDie(system)) as [Member, Member];
    await Promise.all([kill(first, chance), kill(second, chance)]);
  },
  ...instantFaults,
  ...networkFaults,
  ...diskFaults,
  ...clockFaults,
};

/** Everything that `npm run chaos` can do, by name. */
export const scenarios: Record<string, Scenario> = {
  none: amongBuyers((_, { random }) => delay(random() * 500), { sideBySide: true }),
  ...Object.fromEntries(Object.entries(amidBuyers).map(([name, fault]) => [name, amongBuyers(fault)])),
  rolling: amongBuyers(rollingRestart, { noFailedRequest: true }),
  'factory-faults': amongBuyers((system, _, round) => factoryFaults(system, round), { sideBySide: true }),
  callbacks: { sideBySide: true, play: callbacks },
  'callbacks-and-kills': { play: callbacksAmongKills },
  'same-key': { sideBySide: true, play: sameKey },
  'same-key-restart': { play: sameKeyAfterRestart },
};
