import { exitCodes } from './exit-codes.ts';
import { Failure, failureOf, type ProblemDocument } from './failure.ts';

export type Query = Record<string, string | number | undefined>;
export type Client = ReturnType<typeof createClient>;

type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

const harmless = 'Run the same command again: what was done already is not done twice.';

/**
 * Restock's HTTP interface.
 *
 * @param url root of the API
 * @param patience milliseconds for an answer: a person waits for it
 * @throws {Failure} from every call that is not answered with what was asked for
 */
export function createClient({ url, key, patience = 30_000 }: { url: string; key?: string; patience?: number }) {
  const root = url.replace(/\/+$/, '');
  const authorization: Record<string, string> = key ? { authorization: `Bearer ${key}` } : {};

  /** The answer itself; a refusal is one too. `again`: what to do where nobody knows whether it was done. */
  async function send(path: string, init: Init, again: string): Promise<Response> {
    try {
      return await fetch(root + path, {
        // A key goes to nobody but the one it is meant for.
        redirect: 'manual',
        signal: AbortSignal.timeout(patience),
        ...init,
        headers: { accept: 'application/json', ...authorization, ...init.headers },
      });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw unreachable(error, { root, patience, isChange: init.method === 'POST', again });
    }
  }

  async function call<Body>(path: string, init: Init, again = harmless): Promise<Body> {
    const response = await send(path, init, again);
    return response.ok ? ((await bodyOf(response, root)) as Body) : await refused(response, root);
  }

  return {
    root,
    get: <Body>(path: string, query: Query = {}) => call<Body>(path + queryText(query), {}),

    post: <Body>(path: string, body: unknown, again?: string) =>
      call<Body>(
        path,
        { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
        again,
      ),

    /** An answer that goes on for as long as both sides want. */
    async stream(path: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
      const response = await send(path, { headers, signal }, '');
      return response.ok ? response : await refused(response, root);
    },
  };
}

function queryText(query: Query): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

async function bodyOf(response: Response, root: string): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw notRestock(response, root);
  }
}

async function refused(response: Response, root: string): Promise<never> {
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
  if (!isProblem) throw notRestock(response, root);
  throw failureOf((await bodyOf(response, root)) as ProblemDocument);
}

/** A proxy in between, or another service altogether. */
function notRestock({ status }: Response, root: string): Failure {
  const isAway = status === 502 || status === 503 || status === 504;
  return new Failure(isAway ? exitCodes.unreachable : exitCodes.failed, {
    happened: `What answers at ${root} is not Restock: it says ${status}.`,
    means: 'A proxy in front of it cannot reach it, or this is the address of something else.',
    next: isAway ? harmless : 'Check RESTOCK_URL: it is the root of the API, such as https://shop.example.',
  });
}

type Sent = { root: string; patience: number; isChange: boolean; again: string };

function unreachable(error: unknown, { root, patience, isChange, again }: Sent): Failure {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : (error as Error);
  const { code = cause.message } = cause as { code?: string };
  const isTimeout = (error as Error).name === 'TimeoutError';
  // Before there is a connection, nothing can have been done.
  const isUnconnected = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
  const isDoubtful = isChange && !isUnconnected;
  return new Failure(exitCodes.unreachable, {
    happened: isTimeout
      ? `${root} did not answer within ${patience / 1000} s.`
      : `Nothing answers at ${root} (${code}).`,
    means: isDoubtful
      ? 'Nobody knows whether it was done.'
      : isChange
        ? 'Nothing was changed.'
        : 'Nothing could be read.',
    next: isDoubtful ? again : 'Start it (npm start), or set RESTOCK_URL to where it is.',
  });
}
