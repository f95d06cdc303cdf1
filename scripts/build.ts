import { bundleWorkflowCode } from '@temporalio/worker';
import { join } from 'node:path';
import { buildConsole, consoleFolder } from './launcher/console-bundle.ts';
import { bundleFile, root } from './launcher/settings.ts';
import { since } from './launcher/terminal.ts';
import { bundleKey, writeBundle } from './launcher/workflow-bundle.ts';

const parts = { workflows: buildWorkflows, console: buildPages };

/** Both, or the ones that are named. */
const wanted = process.argv.slice(2);
for (const [name, build] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) await build();
}

async function buildWorkflows(): Promise<void> {
  const start = performance.now();
  // Taken before: a file that changes meanwhile makes the bundle count as old.
  const key = bundleKey(root);
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(root, 'src/workflows/index.ts'),
    logger: {
      log: () => {},
      trace: () => {},
      debug: () => {},
      info: () => {},
      warn: (message) => console.warn(message),
      error: (message) => console.error(message),
    },
  });
  writeBundle(root, bundleFile, code, key);
  console.log(`✓ ${bundleFile} built in ${since(start)}`);
}

async function buildPages(): Promise<void> {
  const start = performance.now();
  await buildConsole(root);
  console.log(`✓ ${consoleFolder} built in ${since(start)}`);
}
