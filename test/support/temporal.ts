import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { searchAttributes } from '../../src/restocking/search-attributes.ts';
import { temporalExecutable } from './temporal-executable.ts';

const run = promisify(execFile);

// Failures are what many tests are about; only what the SDK itself calls an error is worth a line.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

/** A Temporal server of this file's own, in memory. Close it with `teardown`. */
export function startTemporal(options: { port?: number; uiPort?: number } = {}): Promise<TestWorkflowEnvironment> {
  return TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporalExecutable() },
      searchAttributes: Object.values(searchAttributes),
      // A plain restock stays below it; one with many parts or rounds shows that it goes on in a new run.
      extraArgs: ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=50'],
      ...options,
      log: { format: 'pretty', level: 'error' },
    },
  });
}

/** What an operator would type, such as `workflow reset -w … -t FirstWorkflowTask`; answers its standard output. */
export async function temporalCli(environment: TestWorkflowEnvironment, ...args: string[]): Promise<string> {
  const { stdout } = await run(temporalExecutable(), [...args, '--address', environment.address]);
  return stdout;
}
