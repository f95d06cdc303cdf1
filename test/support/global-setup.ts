import type { TestProject } from 'vitest/node';
import { buildWhatIsStale } from '../../scripts/launcher/stale-builds.ts';
import type { TestTemporal } from './temporal.ts';

/** Vitest loads this file once for each project, each time as another module; what it starts is there once a run. */
const run = globalThis as { restockTestTemporal?: Promise<TestTemporal> };

/**
 * Once a run, for the projects with workers and pages: what is built is built ahead, as in production, so that they are
 * there at once; and all tests share a Temporal server, each with a namespace of its own.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  run.restockTestTemporal ??= start();
  const { address } = await run.restockTestTemporal;
  project.provide('temporalAddress', address);
  return async () => {
    const temporal = run.restockTestTemporal;
    delete run.restockTestTemporal;
    await (await temporal)?.teardown();
  };
}

async function start(): Promise<TestTemporal> {
  buildWhatIsStale();
  // Loaded here, because the SDK's runtime can be installed only once a process.
  const { startTemporalServer } = await import('./temporal.ts');
  return startTemporalServer();
}
