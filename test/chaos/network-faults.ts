import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import type { Fault } from './faults.ts';
import type { Toxic } from './network.ts';
import type { System } from './system.ts';

/** For as long as a person at a switch needs, or a router: from a moment to some seconds. */
const forAWhile = ({ random }: Chance) => delay(200 + random() * 2_800);

/** Meanwhile buyers and callbacks reach the APIs through proxies too, which a rolling restart would not bear. */
function alsoForCallers(fault: Fault): Fault {
  return async (system, chance, round) => {
    const { inRotation, apiUrls, proxiedApiUrls } = system;
    const replace = (from: readonly string[], by: readonly string[]) => {
      for (const url of by) inRotation.add(url);
      for (const url of from) inRotation.delete(url);
    };
    replace(apiUrls, proxiedApiUrls);
    try {
      await fault(system, chance, round);
    } finally {
      replace(proxiedApiUrls, apiUrls);
    }
  };
}

/** Hurts one link, chosen at random, and heals it after a while. */
function onOneLink(toxicsFor: (chance: Chance) => readonly Toxic[]): Fault {
  return alsoForCallers(async ({ network }, chance) => {
    const link = chance.pick(network.linkNames);
    const toxics = toxicsFor(chance);
    await delay(chance.random() * 400);
    await network.hurt(link, toxics);
    await forAWhile(chance);
    await network.heal(link, toxics);
  });
}

const bothWays = (type: Toxic['type'], attributes: Toxic['attributes']): Toxic[] => [
  { type, stream: 'upstream', attributes },
  { type, stream: 'downstream', attributes },
];

/** Closes and refuses every connection of the links, and takes connections again after the while. */
async function refuse({ network }: System, links: readonly string[], whileRefused: () => Promise<unknown>) {
  await Promise.all(links.map((link) => network.setOpen(link, false)));
  await whileRefused();
  await Promise.all(links.map((link) => network.setOpen(link, true)));
}

export const networkFaults: Record<string, Fault> = {
  // A reset in the middle of whatever goes on, and for every new connection meanwhile.
  'net-cut': onOneLink(({ random }) => [
    { type: 'reset_peer', stream: 'downstream', attributes: { timeout: Math.floor(random() * 50) } },
  ]),
  'net-refused': alsoForCallers(async (system, chance) => {
    const link = chance.pick(system.network.linkNames);
    await delay(chance.random() * 400);
    await refuse(system, [link], () => forAWhile(chance));
  }),
  'net-delayed': onOneLink(({ random }) =>
    bothWays('latency', { latency: Math.floor(50 + random() * 600), jitter: Math.floor(random() * 300) }),
  ),
  // Nothing arrives and nobody hangs up: what was sent meanwhile is gone for good, and the connection looks alive.
  'net-half-open': onOneLink(() => bothWays('timeout', { timeout: 0 })),
  // What was asked is done; the answer is lost, and then the connection.
  'net-reply-dropped': onOneLink(({ random }) => [
    { type: 'timeout', stream: 'downstream', attributes: { timeout: Math.floor(100 + random() * 900) } },
  ]),
  'net-slow': onOneLink(({ random }) => bothWays('bandwidth', { rate: Math.ceil(random() * 8) })),
  'temporal-away-a-minute': (system) =>
    refuse(
      system,
      system.network.linkNames.filter((link) => link.endsWith('-temporal')),
      () => delay(60_000),
    ),
};
