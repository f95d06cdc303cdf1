import { bundleWorkflowCode } from '@temporalio/worker';
import { join } from 'node:path';
import { bundleFile, root } from './launcher/settings.ts';
import { since } from './launcher/terminal.ts';
import { bundleKey, writeBundle } from './launcher/workflow-bundle.ts';

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
