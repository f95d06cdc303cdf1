import { execFileSync } from 'node:child_process';
import { isConsoleFresh } from './console-bundle.ts';
import { bundleFile, root } from './settings.ts';
import { isBundleFresh } from './workflow-bundle.ts';

/** Builds workflows and console ahead, as in production, where what is in `dist` is older than the code. */
export function buildWhatIsStale(): void {
  const old = [...(isBundleFresh(root, bundleFile) ? [] : ['workflows']), ...(isConsoleFresh(root) ? [] : ['console'])];
  if (old.length > 0) execFileSync(process.execPath, ['scripts/build.ts', ...old], { cwd: root, stdio: 'inherit' });
}
