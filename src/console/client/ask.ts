import type { Coded } from '../../sentence.ts';
import { isProblemCode, type ProblemCode } from './problem-codes.ts';

/** The API said no: which way, in its own English sentence, and what it found wrong with which value. */
export class Refused extends Error {
  readonly status: number;
  readonly code: ProblemCode | null;
  /** What it says, for words of our own. */
  readonly coded: Coded | null;
  readonly faults: Fault[];

  constructor(status: number, body: ProblemBody) {
    super(body.detail ?? body.title ?? `The answer was ${status}.`);
    this.name = 'Refused';
    this.status = status;
    const name = body.type?.replace('/problems/', '') ?? '';
    this.code = isProblemCode(name) ? name : null;
    this.coded = body.coded ?? null;
    this.faults = body.errors ?? [];
  }
}

/** No answer came at all. */
export class Away extends Error {
  override name = 'Away';
}

type Fault = { message: string; coded: Coded | null };

type ProblemBody = { type?: string; title?: string; detail?: string; coded?: Coded; errors?: Fault[] };

type Question = { method?: 'POST' | 'PUT' | 'DELETE'; body?: unknown; signal?: AbortSignal };

/** A way that has died without a word answers nothing, ever. */
const longestWait = 15_000;

let whenLoggedOut: () => void = () => {};

/** What happens when the API does not know, or no longer knows, who asks. */
export function onLoggedOut(then: () => void): void {
  whenLoggedOut = then;
}

/**
 * Asks the API, as whoever is logged in.
 *
 * @throws {Refused} with what it said
 * @throws {Away} where nobody answers
 */
export async function ask<Answer>(path: string, { method, body, signal }: Question = {}): Promise<Answer> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method) headers['Restock-Console'] = '1';
  if (body !== undefined) headers['content-type'] = 'application/json';
  const patience = AbortSignal.timeout(longestWait);
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      headers,
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Away('The API does not answer.', { cause: error });
  }
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json().catch(() => ({}))) as ProblemBody;
  if (response.status === 401 && path !== '/console/session') whenLoggedOut();
  throw new Refused(response.status, problem);
}
