import type { Logger } from '../logger.ts';
import { guesses, type Denial } from './caller.ts';
import { FailedAttempts } from './failed-attempts.ts';

/** What a refusal is about: enough to find it in the log, nothing of what was sent as a proof. */
export type Attempt = { id: string; address: string; route: string };

type Deps = {
  failuresPerMinute: number;
  logger: Logger;
  /** Told of each, to be counted. `route` is as OpenAPI writes it. */
  onAccessDenied?: (refused: { denial: Denial; route: string }) => void;
};

/** Lines a minute in the log about one address; what comes beyond them is only counted. */
const mostLines = 600;

/** Says of every refusal that there was one, in the log and to `onAccessDenied`, and sends away who guesses on. */
export function createDenials({ failuresPerMinute, logger, onAccessDenied }: Deps) {
  const attempts = new FailedAttempts(failuresPerMinute);
  const lines = new FailedAttempts(mostLines);

  return {
    /** Whether so many wrong ones came from there in the last minute that only proven ones are looked at. */
    isSpent: (address: string) => attempts.isSpent(address),

    /**
     * @param cause what was wrong; `id` is that of the key or session in question, where it has one
     * @returns what the caller is to be told: beyond the limit, not what was wrong
     */
    async note({ denial: cause, id }: { denial: Denial; id: string | null }, attempt: Attempt, facts: object = {}) {
      const { address, route } = attempt;
      const isGuess = guesses.has(cause);
      const denial = isGuess && (await attempts.isSpent(address)) ? 'too-many-attempts' : cause;
      onAccessDenied?.({ denial, route });
      const level = denial === 'missing' ? 'info' : 'warn';
      if (!(await lines.isSpent(address))) {
        await lines.add(address);
        logger[level]({ denial, route, address, credential: id, request: attempt.id, ...facts }, 'request refused');
      }
      if (isGuess && (await attempts.add(address))) {
        logger.warn({ address }, 'too many wrong keys: for a minute, only proven ones from this address are looked at');
      }
      return denial;
    },
  };
}
