#!/usr/bin/env node
// The command `restock`. Plain JavaScript, because it runs on whatever Node (18 or newer) the machine has: on Node 24 it
// goes on by itself, on an older one by the bootstrap of the other scripts, which also installs what is missing.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const isNode24 = Number(process.versions.node.split('.')[0]) >= 24;
const isInstalled = existsSync(fileURLToPath(new URL('../../node_modules/commander', import.meta.url)));
const bootstrap = new URL('../../scripts/bootstrap.mjs', import.meta.url);

if ((isNode24 && isInstalled) || !existsSync(bootstrap)) {
  // What was compiled and stripped of types once is not again: half of the time until the first output.
  module.enableCompileCache?.();
  await import('./main.ts');
} else {
  process.argv.splice(2, 0, 'src/cli/main.ts');
  await import(bootstrap.href);
}
