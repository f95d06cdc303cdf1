import { execFileSync } from 'node:child_process';
import { bundleFile, root } from '../../scripts/launcher/settings.ts';
import { isBundleFresh } from '../../scripts/launcher/workflow-bundle.ts';

/** Once for all files: the workflow code is bundled ahead, as in production, so that workers start at once. */
export default function setup(): void {
  if (isBundleFresh(root, bundleFile)) return;
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: root, stdio: 'inherit' });
}
