import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';
import { reportFile, type Failure, type Report } from './outcome.ts';

/** Writes what became of each test, with the errors of hooks and of files that could not be loaded. */
export default class MutationReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const report: Report = { ran: [], failures: [] };
    for (const module of modules) {
      const outside = [...module.errors(), ...[...module.children.allSuites()].flatMap((suite) => suite.errors())];
      if (outside.length > 0) report.failures.push({ test: null, errors: outside.map(textOf) });
      for (const test of module.children.allTests()) {
        const { state, errors = [] } = test.result();
        if (state === 'passed' || state === 'failed') report.ran.push(test.fullName);
        if (state === 'failed') report.failures.push({ test: test.fullName, errors: errors.map(textOf) });
      }
    }
    writeFileSync(process.env[reportFile]!, JSON.stringify(report));
  }
}

function textOf({ name, message }: { name?: string; message: string }): Failure['errors'][number] {
  return `${name ?? 'Error'}: ${message}`;
}
