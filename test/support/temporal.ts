import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, type NativeConnection } from '@temporalio/worker';
import { searchAttributes } from '../../src/restocking/search-attributes.ts';
import { temporalExecutable } from './temporal-executable.ts';

const run = promisify(execFile);

// Failures are what many tests are about; only what the SDK itself calls an error is worth a line.
Runtime.install({
  logger: new DefaultLogger('ERROR'),
  telemetryOptions: { logging: { forward: {}, filter: { core: 'ERROR', other: 'ERROR' } } },
});

/** A real Temporal server, and a namespace there. Close it with `teardown`. */
export type TestTemporal = {
  address: string;
  namespace: string;
  client: Client;
  nativeConnection: NativeConnection;
  teardown(): Promise<void>;
};

/**
 * A Temporal server of its own, in memory: for tests that stop it, restart it or look at all of it. The others share the
 * one of the run, which is quicker: `openNamespace`.
 */
export async function startTemporalServer(options: { port?: number; uiPort?: number } = {}): Promise<TestTemporal> {
  const server = await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path: temporalExecutable() },
      searchAttributes: Object.values(searchAttributes),
      // A plain restock stays below it; one with many parts or rounds shows that it goes on in a new run.
      extraArgs: ['--dynamic-config-value', 'limit.historyCount.suggestContinueAsNew=50'],
      ...options,
      log: { format: 'pretty', level: 'error' },
    },
  });
  const { address, client, nativeConnection } = server;
  return { address, namespace: 'default', client, nativeConnection, teardown: () => server.teardown() };
}

/** What an operator would type, such as `workflow reset -w … -t FirstWorkflowTask`; answers its standard output. */
export async function temporalCli(
  { address, namespace }: Pick<TestTemporal, 'address' | 'namespace'>,
  ...args: string[]
): Promise<string> {
  const { stdout } = await run(temporalExecutable(), [...args, '--address', address, '--namespace', namespace]);
  return stdout;
}
