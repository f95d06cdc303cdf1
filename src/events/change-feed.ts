import { setTimeout as delay } from 'node:timers/promises';
import { readDatabaseTime } from '../db/clock.ts';
import type { Database } from '../db/database.ts';
import { firstLine } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { countRestocks, type RestockCounts } from '../restocking/restock-counts.ts';
import { restocksTold, shelfTold, tooMany, type Change } from './change.ts';
import { restockChanges } from './restock-changes.ts';
import { shelfChanges } from './shelf-changes.ts';
import { Tail } from './tail.ts';

/** Milliseconds between two looks into the database; stock and counts are looked at every second time. */
const lookEvery = 500;

/**
 * Finds out what changes, for as long as anybody wants to know: however many they are, each process asks the database
 * as often as for one.
 */
export function createChangeFeed(db: Database, logger: Logger, tell: (change: Change) => void) {
  let members = 0;
  let run: Run | null = null;

  return {
    /** Once it is settled, every change from then on is told. Answers the counts. Whoever has joined has to leave. */
    async join(): Promise<RestockCounts> {
      members += 1;
      const joined = (run ??= begin());
      await joined.ready;
      return joined.counts!;
    },

    leave(): void {
      members -= 1;
      if (members > 0) return;
      run?.stop.abort();
      run = null;
    },
  };

  function begin(): Run {
    const begun: Run = { ready: Promise.resolve(), stop: new AbortController(), counts: null };
    begun.ready = follow(begun).then(
      (tails) => void keepLooking(begun, tails),
      (error: unknown) => {
        if (run === begun) run = null;
        throw error;
      },
    );
    return begun;
  }

  async function follow(begun: Run) {
    const now = await readDatabaseTime(db);
    const restocks = new Tail(restockChanges(db), now);
    const shelf = new Tail(shelfChanges(db), now);
    // What changed shortly before is seen by whoever reads from now on.
    await restocks.look(now);
    await shelf.look(now);
    begun.counts = await countRestocks(db, {});
    return { restocks, shelf };
  }

  async function keepLooking(begun: Run, tails: Awaited<ReturnType<typeof follow>>): Promise<void> {
    const { signal } = begun.stop;
    let isAway = false;
    let areCountsOld = false;
    for (let round = 1; ; round++) {
      await delay(lookEvery, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        const now = await readDatabaseTime(db);
        const restocks = await tails.restocks.look(now);
        const shelf = round % 2 === 0 || isAway ? await tails.shelf.look(now) : null;
        areCountsOld ||= isAway || restocks.rows.length > 0 || restocks.more;
        // A look before may have found what nobody could be told then.
        if (isAway) for (const change of tooMany(now)) tell(change);
        else if (restocks.rows.length > 0 || restocks.more) tell(await restocksTold(db, restocks, now));
        if (shelf && (shelf.rows.length > 0 || shelf.more)) tell(shelfTold(shelf));
        if (areCountsOld && round % 2 === 0) {
          begun.counts = await countRestocks(db, {});
          areCountsOld = false;
          tell({ kind: 'counts', counts: begun.counts });
        }
        isAway = false;
      } catch (error) {
        if (!isAway) logger.warn({ error: firstLine(error) }, 'what changes cannot be read; trying on');
        isAway = true;
      }
    }
  }
}

type Run = { ready: Promise<void>; stop: AbortController; counts: RestockCounts | null };
