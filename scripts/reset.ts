import { removeData } from './launcher/data.ts';
import { LaunchError, reportFailure } from './launcher/launch-error.ts';
import { whyNotFree } from './launcher/ports.ts';
import { findRemembered, launcherFile } from './launcher/process-file.ts';
import { readEnvironment, readSettings } from './launcher/settings.ts';
import { endLeftoverTemporal } from './launcher/temporal-server.ts';

try {
  await reset();
} catch (error) {
  reportFailure(error);
}

async function reset(): Promise<void> {
  const { databaseUrl, ports } = readSettings(readEnvironment());
  const launcher = findRemembered(launcherFile);
  if (launcher !== undefined) {
    throw new LaunchError(
      `Restock runs from this folder, and its data is in use: stop it with Ctrl-C in its terminal (or kill ${launcher}) first.`,
    );
  }
  await endLeftoverTemporal();
  for (const name of ['PORT', 'WORKER_PORT'] as const) {
    if ((await whyNotFree(ports[name])) === undefined) continue;
    throw new LaunchError(
      `Something listens on port ${ports[name]} and may be using data/: stop it first, or set ${name} if it is not Restock.`,
    );
  }
  removeData();
  if (!databaseUrl.startsWith('sqlite:')) console.log('  The database of DATABASE_URL was left as it is.');
}
