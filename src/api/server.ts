import cluster from 'node:cluster';
import { setTimeout as delay } from 'node:timers/promises';
import { sayWhoMayCall } from '../access/who-may-call.ts';
import { assertMayBeOpen, readConfig, type Config } from '../config.ts';
import { databaseFault } from '../db/database-fault.ts';
import { openDatabase } from '../db/database.ts';
import { createFactories } from '../factory/create-factory.ts';
import { listen } from '../listen.ts';
import { createLogger, type Logger } from '../logger.ts';
import { createApiMetrics } from '../metrics/api-metrics.ts';
import { createRepair } from '../restocking/repair/repair.ts';
import { createWorkflowControl } from '../restocking/repair/workflow-control.ts';
import { createRestockWorkflows } from '../restocking/restock-workflows.ts';
import { createStartOrJoin } from '../restocking/start-or-join.ts';
import { createRefusalLog } from '../sales/log-refusals.ts';
import { createSell } from '../sales/sell.ts';
import { openTemporalClient, readTemporalSettings } from '../temporal.ts';
import { createApp } from './app.ts';
import { closeGently } from './close-gently.ts';
import { createHttpServer } from './http-server.ts';
import { runProcesses } from './processes.ts';
import { listenerOf } from './refusal.ts';
import { shedLoad } from './shed-load.ts';

/** How long it may take to stop; requests still in flight by then are cut off. */
const stopDeadline = 10_000;
const databasePause = 2_000;

/** How long one call to Temporal may take that a person waits for, in milliseconds. */
const repairDeadline = 5_000;

try {
  const config = readConfig(process.env);
  assertMayBeOpen(config);
  const logger = createLogger('api', config.logLevel);
  if (cluster.isPrimary && config.api.processes > 1) process.exit(await runProcesses(config.api.processes, logger));
  await main(config, logger);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function main(config: Config, logger: Logger): Promise<void> {
  const db = openDatabase(config.database);
  const temporal = readTemporalSettings(process.env);
  const client = openTemporalClient(temporal);
  const workflows = createRestockWorkflows(client, config.temporal.startDeadline);
  const repair = createRepair({
    db,
    workflows,
    control: createWorkflowControl(client, repairDeadline),
    factories: createFactories(config.factories),
    overDeliveryTolerance: config.overDeliveryTolerance,
    logger,
  });
  const onRestockRequested = createStartOrJoin({ db, workflows, logger });
  const metrics = createApiMetrics();
  const logRefusal = createRefusalLog(logger);
  const sell = metrics.counted(
    createSell({
      db,
      timing: config.timing,
      onRestockRequested,
      limits: config.sales,
      onRefused: () => {
        metrics.purchaseShed();
        logRefusal();
      },
      onBatch: metrics.batchBegun,
    }),
  );

  let waitingFor = await databaseFault(db, config.database);
  const notReady = () => waitingFor;
  const stopping = new AbortController();
  const temporalNamespace = temporal.namespace;
  const app = createApp({
    db,
    config,
    sell,
    workflows,
    repair,
    logger,
    metrics,
    onAccessDenied: metrics.accessDenied,
    temporalNamespace,
    notReady,
    stopping: stopping.signal,
  });
  const server = createHttpServer(shedLoad(listenerOf(app), sell));

  const stop = async (reason: string) => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    logger.info({ reason }, 'stopping');
    setTimeout(() => process.exit(0), stopDeadline);
    await closeGently(server);
    await Promise.allSettled([db.destroy(), client.connection.close()]);
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal));
  // Started by `npm start`, or as one of several: what started it keeps a channel open for as long as it lives.
  if (process.send) process.on('disconnect', () => void stop('the parent process is gone'));

  await listen(server, config.api, 'PORT');
  const { host, port, publicUrl } = config.api;
  logger.info({ pid: process.pid, host, port, publicUrl }, 'the API is open');

  while (waitingFor !== null && !stopping.signal.aborted) {
    logger.warn(`${waitingFor} Trying again every ${databasePause / 1000} s`);
    await delay(databasePause);
    if (!stopping.signal.aborted) waitingFor = await databaseFault(db, config.database);
  }
  if (!stopping.signal.aborted) await sayWhoMayCall(db, config, logger);
}
