import type { RefusalCode } from '../errors.ts';
import { problems } from '../api/problem.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';

/** A problem document (RFC 9457) as the API answers it. */
export type ProblemDocument = {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  errors?: { message: string }[];
};

/** Why a command did not do what was asked, in three sentences for whoever typed it. */
export class Failure extends Error {
  readonly exitCode: ExitCode;
  readonly means: string;
  readonly next: string;
  readonly problem: ProblemDocument | null;

  constructor(
    exitCode: ExitCode,
    { happened, means = '', next = '' }: { happened: string; means?: string; next?: string },
    problem: ProblemDocument | null = null,
  ) {
    super(happened);
    this.name = 'Failure';
    this.exitCode = exitCode;
    this.means = means;
    this.next = next;
    this.problem = problem;
  }
}

export function usageFailure(happened: string, next = ''): Failure {
  return new Failure(exitCodes.usage, { happened, means: 'Nothing was changed.', next });
}

/** The API's refusal, with what to type next instead of what to send next. */
export function failureOf(problem: ProblemDocument): Failure {
  const code = problem.type.replace(/^\/problems\//, '') as RefusalCode;
  const known = (problems as Partial<typeof problems>)[code];
  const faults = problem.errors?.map(({ message }) => message) ?? [];
  const happened = faults.length > 0 ? `${problem.title}: ${faults.join('; ')}.` : problem.detail;
  const next = nextCommands[code] ?? known?.remedy ?? '';
  return new Failure(exitCodeOf(problem.status, code), { happened, means: known?.meaning ?? '', next }, problem);
}

function exitCodeOf(status: number, code: RefusalCode): ExitCode {
  if (code === 'temporal-away' || status === 503) return exitCodes.unreachable;
  if (status === 401 || status === 403 || status === 429) return exitCodes.notAllowed;
  if (status === 404 && code.startsWith('unknown-')) return exitCodes.unknown;
  if (status === 400) return exitCodes.usage;
  return status === 409 || status === 422 ? exitCodes.refused : exitCodes.failed;
}

const again = 'Run the same command again in a few seconds.';

const nextCommands: Partial<Record<RefusalCode, string>> = {
  'invalid-request': 'Correct that and run the command again; --help says what it takes.',
  unauthenticated:
    'Set RESTOCK_KEY to a key that counts. Whoever can reach the database makes one: restock keys create --name me --scope operate',
  forbidden: 'Set RESTOCK_KEY to a key with such a scope: restock keys create --name me --scope operate',
  'too-many-attempts': 'Correct RESTOCK_KEY, and come again in a minute.',
  'not-found': 'Check RESTOCK_URL: it is the root of the API, such as https://shop.example.',
  'unknown-product': 'Look the SKU up: restock products',
  'unknown-restock': 'Look the id up: restock restocks',
  'unknown-delivery': 'Look the id up: restock deliveries --status held',
  'unknown-retry': 'Look the name up: restock retries',
  'not-applicable': 'See what it waits for: restock show <id>',
  'stock-would-go-negative': 'Count the shelf again, and see its ledger: restock movements <sku>',
  'temporal-away': `${again} Nothing is done twice.`,
  busy: again,
  unavailable: again,
};
