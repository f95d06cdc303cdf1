import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Commands } from './commands.ts';
import { coveredBranches } from './covered-branches.ts';
import { replayHistories, type Replay } from './replay-histories.ts';

/** With what running workflows may go on otherwise than they began: by history and place, why. */
const acceptedDifferences: Record<string, Record<string, string>> = {
  recovered: {
    'activity 2 raiseAttention input 0 nextTryAt': 'Older code did not tell when the factory is asked again.',
    'timer 1 milliseconds': 'A pause counts from the failure now, no longer from when the attention is written down.',
  },
};

const folder = join(import.meta.dirname, 'histories');
const names = readdirSync(folder).map((file) => basename(file, '.json'));
const readHistory = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));

describe('the workflow code of today goes on with what older code began', () => {
  let replays: Map<string, Replay>;
  beforeAll(async () => {
    replays = await replayHistories(new Map(names.map((name) => [name, readHistory(name)])));
  });

  it.for(names)('%s', async (name, { annotate }) => {
    const { recorded, issued, error } = replays.get(name)!;
    expect(error).toBeUndefined();
    const [before, now] = [flat(recorded, 'asked'), flat(issued, 'asked')];
    for (const at of Object.keys(acceptedDifferences[name] ?? {})) {
      expect(now[at], `${at} is accepted to differ`).not.toEqual(before[at]);
      delete before[at];
      delete now[at];
    }
    expect(now).toEqual(before);

    const limits = { before: flat(recorded, 'limits'), now: flat(issued, 'limits') };
    for (const [at, limit] of Object.entries(limits.now)) {
      if (limit !== limits.before[at]) await annotate(`${at} was ${String(limits.before[at])}, is ${String(limit)}`);
    }
  });

  it('is tried on every branch', () => {
    expect(names.toSorted()).toEqual(Object.keys(coveredBranches).toSorted());
    expect(names).toEqual(expect.arrayContaining(Object.keys(acceptedDifferences)));
  });
});

/** Every single value of the commands, by where it stands. */
function flat(commands: Commands, part: 'asked' | 'limits'): Record<string, unknown> {
  return Object.fromEntries([...commands].flatMap(([name, command]) => valuesIn(command[part], name)));
}

function valuesIn(value: unknown, at: string): [at: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return [[at, value]];
  return Object.entries(value).flatMap(([name, each]) => valuesIn(each, `${at} ${name}`));
}
