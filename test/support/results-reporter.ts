import { appendFileSync } from 'node:fs';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

/** Writes a line when a test has ended, so that a run which is cut off can still say what it counted. */
export default class ResultsReporter implements Reporter {
  readonly #file = process.env['TEST_RESULTS'];

  onTestCaseResult(test: TestCase): void {
    this.#write(test.result().state);
  }

  onTestModuleEnd(file: TestModule): void {
    const tests = [...file.children.allTests()];
    // Skipped by the file or the suite around them, tests are not reported one by one.
    if (file.state() === 'failed' && tests.every((test) => test.result().state !== 'failed')) this.#write('failed');
  }

  #write(state: string): void {
    if (this.#file) appendFileSync(this.#file, `${state}\n`);
  }
}
