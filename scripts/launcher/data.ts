import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dataFolder } from './settings.ts';

/** Removes what the embedded databases, the simulated factory and the logs left in data/, and says what. */
export function removeData(): void {
  let names: string[] = [];
  try {
    names = readdirSync(dataFolder).toSorted();
  } catch {
    // There is no data folder yet.
  }
  for (const name of names) rmSync(join(dataFolder, name), { recursive: true, force: true });
  console.log(names.length === 0 ? 'data/ is empty already.' : `✓ removed from data/: ${names.join(', ')}`);
}
