import { createServer } from 'node:http';
import { listen } from '../listen.ts';
import { createLogger } from '../logger.ts';
import { createSimulator } from './app.ts';
import { memoryJournal, openJournal } from './journal.ts';
import { readSimulatorSettings } from './settings.ts';

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const settings = readSimulatorSettings(process.env);
  const { host, port, leadTime, callbackHosts, faults, journalPath, signingSecret } = settings;
  const logger = createLogger('simulator', settings.logLevel);
  const journal = journalPath === undefined ? memoryJournal : openJournal(journalPath);
  const simulator = createSimulator({ leadTime, callbackHosts, faults, journal, signingSecret, logger });
  const server = createServer(simulator.app);

  let stopping = false;
  const stop = async (reason: string) => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    server.close();
    server.closeAllConnections();
    await simulator.stop();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('SIGTERM', () => void stop('SIGTERM'));
  // Forked by the launcher: without it, nobody would end this process.
  if (process.send) process.on('disconnect', () => void stop('the parent process is gone'));
  if (process.send && !process.connected) return stop('the parent process is gone');

  await listen(server, { host, port }, 'SIMULATOR_PORT');
  simulator.resume();
  logger.info({ address: server.address(), leadTime, faults, journal: journalPath ?? null }, 'the factory is open');
}
