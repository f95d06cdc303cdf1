/** Environment variable with the name of the file that the reporter writes. */
export const reportFile = 'MUTATION_REPORT';

/** What a run of Vitest came to. */
export type Report = {
  /** Full names of the tests that ran. */
  ran: string[];
  failures: Failure[];
};

/** `test` is null where a file or a hook of several tests failed. Each error is its name and message. */
export type Failure = { test: string | null; errors: string[] };

export type Outcome = {
  /** `timed-out` and `broken` show nothing: the tests were too slow, or the code could not run. */
  outcome: 'noticed' | 'not-noticed' | 'timed-out' | 'broken';
  /** The tests that noticed, or what went wrong instead, with the errors. */
  by: string[];
};

/** Vitest's own time-outs; `expect.poll` fails with the assertion that did not come true. */
const timeOut = /^\w+: (Test|Hook) timed out in \d+ms/;

/** The mutated code uses what is not there. */
const nonsense = /^ReferenceError: /;

/** A test counts that failed for an assertion or an error, and for nothing else. */
export function outcomeOf({ failures }: Report): Outcome {
  const kindOf = ({ test, errors }: Failure) => {
    if (errors.some((error) => timeOut.test(error))) return 'timed-out';
    return test === null || errors.some((error) => nonsense.test(error)) ? 'broken' : 'noticed';
  };
  for (const outcome of ['noticed', 'timed-out', 'broken'] as const) {
    const some = failures.filter((failure) => kindOf(failure) === outcome);
    if (some.length > 0) return { outcome, by: some.map(described) };
  }
  return { outcome: 'not-noticed', by: [] };
}

function described({ test, errors }: Failure): string {
  return `${test ?? 'outside of the tests'} (${errors.map((error) => error.split('\n')[0]).join('; ')})`;
}
