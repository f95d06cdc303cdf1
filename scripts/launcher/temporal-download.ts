/** Run as a process of its own, so that a download that hangs can be ended: `temporal-download.ts <version> <folder>`. */
import { TestWorkflowEnvironment } from '@temporalio/testing';

const [version, downloadDir] = process.argv.slice(2);
try {
  const server = { executable: { type: 'cached-download' as const, version, downloadDir } };
  await (await TestWorkflowEnvironment.createLocal({ server })).teardown();
  process.exit(0);
} catch {
  process.exit(1);
}
