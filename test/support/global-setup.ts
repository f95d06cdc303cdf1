import { execFileSync } from 'node:child_process';
import { isConsoleFresh } from '../../scripts/launcher/console-bundle.ts';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { isBundleFresh } from '../../scripts/launcher/workflow-bundle.ts';

/** Once for all files: what is built is built ahead, as in production, so that workers and pages are there at once. */
export default function setup(): void {
  const old = [...(isBundleFresh(root, bundleFile) ? [] : ['workflows']), ...(isConsoleFresh(root) ? [] : ['console'])];
  if (old.length > 0) execFileSync(process.execPath, ['scripts/build.ts', ...old], { cwd: root, stdio: 'inherit' });
}
