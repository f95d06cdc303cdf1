import { IllegalStateError, Runtime, type Worker } from '@temporalio/worker';
import { createMetricsDoor } from './access/metrics-door.ts';
import { createActivities } from './activities/index.ts';
import { readConfig, type Config } from './config.ts';
import { createWorkers } from './create-workers.ts';
import { databaseFault } from './db/database-fault.ts';
import { openDatabase, type Database } from './db/database.ts';
import { firstLine } from './errors.ts';
import { createFactories } from './factory/create-factory.ts';
import { createLogger, type Logger } from './logger.ts';
import { chooseTemporalExporter } from './metrics/temporal-exporter.ts';
import { createWorkerMetrics } from './metrics/worker-metrics.ts';
import { createRepair } from './restocking/repair/repair.ts';
import { createWorkflowControl } from './restocking/repair/workflow-control.ts';
import { createRestockWorkflows } from './restocking/restock-workflows.ts';
import { createStartNotice } from './restocking/start-notice.ts';
import { setUpTemporal } from './restocking/temporal-setup.ts';
import { openTemporalClient, readTemporalSettings } from './temporal.ts';
import { isOver, lookUntilFound } from './try-again.ts';
import { waitForTemporal } from './wait-for-temporal.ts';
import { serveHealth } from './worker-health.ts';

try {
  await main();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const logger = createLogger('worker', config.logLevel);
  const metrics = createWorkerMetrics();
  const exporter = await chooseTemporalExporter();
  const { bindAddress } = exporter;
  Runtime.install({
    logger: sdkLogger(logger),
    telemetryOptions: {
      logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } },
      // The names and units of Temporal's own alert rules.
      metrics: {
        prometheus: { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true },
      },
    },
    shutdownSignals: [],
  });
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // Started by `npm start`, which keeps a channel open for as long as it lives.
  if (process.send) process.once('disconnect', stop);

  const health = await serveHealth(config.worker, {
    text: async () => (await Promise.all([metrics.text(), exporter.text()])).join('\n'),
    denial: createMetricsDoor({ config, logger, onAccessDenied: metrics.accessDenied }),
  });
  const temporal = readTemporalSettings(process.env);
  const db = openDatabase(config.database);
  await waitForDatabase(db, config, logger, stopping.signal);
  const connection = await waitForTemporal(temporal, logger, stopping.signal);
  if (!connection) return;
  const client = openTemporalClient(temporal);
  // A sweep's calls may take longer than those that a sale has caused: nobody waits for it.
  const workflows = createRestockWorkflows(client, 10_000);
  const factories = createFactories(config.factories);
  const repair = createRepair({
    db,
    workflows,
    control: createWorkflowControl(client, 10_000),
    factories,
    overDeliveryTolerance: config.overDeliveryTolerance,
    logger,
  });
  const workers = await createWorkers({
    connection,
    namespace: temporal.namespace,
    activities: createActivities({
      db,
      factories,
      publicUrl: config.api.publicUrl,
      workflows,
      repair,
      logger,
      metrics,
      notices: config.attentionWebhook
        ? {
            settings: {
              ...config.attentionWebhook,
              publicUrl: config.api.publicUrl,
              uiUrl: config.temporal.uiUrl,
              namespace: temporal.namespace,
            },
            start: createStartNotice(client, 10_000),
          }
        : undefined,
    }),
    factories: config.factories,
    ...config.worker,
  });
  stopping.signal.addEventListener('abort', () => shutDown(workers));
  if (stopping.signal.aborted) shutDown(workers);

  const setup = keepTemporalSetUp(
    () => setUpTemporal(client, config.worker.sweepInterval),
    Math.min(config.worker.sweepInterval, 10_000),
    logger,
    stopping.signal,
  );
  void setup.first.then(() => health.ready());
  logger.info({ factories: [...factories.keys()], namespace: temporal.namespace }, 'the worker is at work');
  await Promise.all(workers.map(runToEnd));
  logger.info('the worker has stopped');
  stop();
  await setup.end;
  await client.connection.close();
  await connection.close();
  await db.destroy();
}

async function waitForDatabase(db: Database, config: Config, logger: Logger, signal: AbortSignal): Promise<void> {
  await lookUntilFound(async () => {
    const fault = await databaseFault(db, config.database);
    if (fault !== null) logger.warn(`${fault} Trying again every second`);
    return fault === null ? db : null;
  }, signal);
}

/** Sets Temporal up at once, and again now and then: one that lost its data has lost its schedule too. */
function keepTemporalSetUp(
  setUp: () => Promise<{ searchAttributes: boolean }>,
  interval: number,
  logger: Logger,
  signal: AbortSignal,
) {
  const first = Promise.withResolvers<void>();
  let told = false;
  const keep = async () => {
    do {
      try {
        const { searchAttributes } = await setUp();
        if (!searchAttributes && !told) {
          logger.warn(
            'this Temporal leaves search attributes to its administrators: they must make those of docs/deployment.md',
          );
        }
        told = true;
        first.resolve();
      } catch (error) {
        logger.error(
          { error: firstLine(error) },
          "Temporal lacks the restocks' search attributes or the sweep's schedule, and they could not be made; trying again",
        );
      }
    } while (!(await isOver(interval, signal)));
  };
  return { first: first.promise, end: keep() };
}

function shutDown(workers: Worker[]): void {
  for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
}

async function runToEnd(worker: Worker): Promise<void> {
  try {
    await worker.run();
  } catch (error) {
    // What `shutdownForceTime` does to a worker whose activities did not end in time.
    if (!(error instanceof IllegalStateError)) throw error;
  }
}

function sdkLogger(logger: Logger) {
  const at = (level: 'trace' | 'debug' | 'info' | 'warn' | 'error') => (message: string, meta?: object) =>
    logger[level]({ ...meta }, message);
  return {
    log: (level: string, message: string, meta?: object) => at(level.toLowerCase() as 'info')(message, meta),
    trace: at('trace'),
    debug: at('debug'),
    info: at('debug'),
    warn: at('warn'),
    error: at('error'),
  };
}
