import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ask } from '../client/ask.ts';
import { keepReading } from './events.ts';

export type Reading<Answer> = {
  /** Null until the first answer. */
  answer: Answer | null;
  error: unknown;
  /** Asks again; what is shown stays until the answer is there. */
  read: () => Promise<void>;
};

/** What the API answers under a path, kept up to date. An answer that comes too late is not shown. */
export function useReading<Answer>(path: string): Reading<Answer> {
  const [shown, setShown] = useState<{ path: string; answer: Answer | null; error: unknown }>({ path, ...nothing });
  const latest = useRef(0);

  const read = useCallback(async () => {
    const turn = (latest.current += 1);
    try {
      const answer = await ask<Answer>(path);
      if (turn === latest.current) setShown({ path, answer, error: null });
    } catch (error) {
      if (turn !== latest.current) return;
      setShown((before) => ({ ...(before.path === path ? before : { path, ...nothing }), error }));
      throw error;
    }
  }, [path]);

  useEffect(() => {
    read().catch(() => {});
    const end = keepReading(read);
    return () => {
      latest.current += 1;
      end();
    };
  }, [read]);

  const { answer, error } = shown.path === path ? shown : nothing;
  return { answer, error, read };
}

const nothing = { answer: null, error: null };
