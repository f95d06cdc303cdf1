import { randomBytes } from 'node:crypto';
import { Client, Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { NativeConnection } from '@temporalio/worker';
import { inject } from 'vitest';
import { registerSearchAttributes } from '../../src/restocking/temporal-setup.ts';
import type { TestTemporal } from './temporal.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** `host:port` of the Temporal server that all tests of this run share. */
    temporalAddress: string;
  }
}

/** For the life of this process: each namespace has a client of its own on the same connection. */
let connections: Promise<[Connection, NativeConnection]> | undefined;

/** A new namespace on the Temporal server of the run, set up like the shop's, so that every test may use the same ids. */
export async function openNamespace(): Promise<TestTemporal> {
  const address = inject('temporalAddress');
  connections ??= Promise.all([Connection.connect({ address }), NativeConnection.connect({ address })]);
  const [connection, nativeConnection] = await connections;
  const namespace = `test-${randomBytes(6).toString('hex')}`;
  const workflowExecutionRetentionPeriod = proto.google.protobuf.Duration.fromObject({ seconds: 86_400 });
  await connection.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod });
  const client = new Client({ connection, namespace });
  await registerSearchAttributes(client);
  // The server ends with the run, and takes all namespaces with it.
  return { address, namespace, client, nativeConnection, teardown: () => Promise.resolve() };
}
