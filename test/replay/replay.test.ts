import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { coveredBranches } from './covered-branches.ts';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';

Runtime.install({ logger: new DefaultLogger('ERROR') });

const folder = join(import.meta.dirname, 'histories');
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

describe('the workflow code of today replays what older code wrote', () => {
  it.each(files.map((file) => basename(file, '.json')))('%s', async (name) => {
    const history: unknown = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
    const replay = Worker.runReplayHistory({ workflowBundle: { codePath: join(root, bundleFile) } }, history);
    await expect(replay).resolves.toBeUndefined();
  });

  it('is tried on every branch', () => {
    expect(files.map((file) => basename(file, '.json')).toSorted()).toEqual(Object.keys(coveredBranches).toSorted());
  });
});
