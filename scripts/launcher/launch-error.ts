/** Says to the person at the terminal what happened and what to do next: printed without a stack. */
export class LaunchError extends Error {
  /** Shown above the sentence, such as the last lines of a log. */
  readonly lines: string[];

  constructor(sentence: string, lines: string[] = []) {
    super(sentence);
    this.name = 'LaunchError';
    this.lines = lines;
  }
}

/** Prints the failure and makes the process end with 1, unless something keeps it alive. */
export function reportFailure(error: unknown): void {
  process.exitCode = 1;
  if (!(error instanceof LaunchError)) return console.error(error);
  for (const line of error.lines) console.error(`  | ${line}`);
  console.error(`✗ ${error.message}`);
}
