import { isGrpcServiceError } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import { firstLine } from './errors.ts';
import type { Logger } from './logger.ts';
import type { TemporalSettings } from './temporal.ts';
import { lookUntilFound } from './try-again.ts';

/** gRPC's NOT_FOUND. */
const notFound = new Set<number>([5]);

/** Tries until Temporal answers and has the namespace; null when told to stop first. */
export async function waitForTemporal(
  settings: TemporalSettings,
  logger: Logger,
  signal: AbortSignal,
): Promise<NativeConnection | null> {
  const connection = await lookUntilFound(() => connect(settings, logger), signal);
  if (connection === null) return null;
  if (await lookUntilFound(() => hasNamespace(connection, settings, logger), signal)) return connection;
  await connection.close();
  return null;
}

async function connect({ connectionOptions }: TemporalSettings, logger: Logger): Promise<NativeConnection | null> {
  try {
    return await NativeConnection.connect(connectionOptions);
  } catch (error) {
    const address = connectionOptions.address ?? 'localhost:7233';
    logger.warn({ address, error: firstLine(error) }, 'Temporal does not answer; trying again every second');
    return null;
  }
}

/** Whoever may not look, or is not answered, leaves it to the worker to find out. */
async function hasNamespace(
  connection: NativeConnection,
  { namespace }: TemporalSettings,
  logger: Logger,
): Promise<true | null> {
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch (error) {
    if (isGrpcServiceError(error) && notFound.has(error.code)) {
      logger.warn(
        { namespace },
        `Temporal has no namespace ${namespace}, so no restock can be done: make it with "temporal operator namespace ` +
          `create --namespace ${namespace}", or name another one by TEMPORAL_NAMESPACE; looking again every second`,
      );
      return null;
    }
  }
  return true;
}
