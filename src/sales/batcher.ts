import { Refusal } from '../errors.ts';

export type BatchLimits = {
  /** Items in one batch. */
  batchSize: number;
  /** Items that may wait for a batch; beyond them an item is refused at once. */
  queueLimit: number;
  /** Milliseconds that an item may wait for its batch to begin. */
  longestWait: number;
  /** Batches under way at the same time. */
  atOnce: number;
};

export const usualLimits: BatchLimits = { batchSize: 256, queueLimit: 500, longestWait: 2_000, atOnce: 1 };

/** Answers each item of a batch, in their order. A rejection as a whole answers all of them. */
type Flush<Item, Result> = (items: Item[]) => Promise<PromiseSettledResult<Result>[]>;

export type Batcher<Item, Result> = {
  /** Its own answer from the batch that the item gets into, or {@link Refusal} `busy`. */
  add: (item: Item) => Promise<Result>;
  /** The refusal of the next item while the queue is full, else null: for whoever can do without preparing it. */
  turnAway: () => Refusal | null;
  /** Whether items were refused just now: for some seconds, so that it does not flicker. */
  isShedding: () => boolean;
  /** How many wait for their batch now. */
  waiting: () => number;
};

/** How many milliseconds after the last refusal it counts as over. */
const sheddingLasts = 5_000;

/** One for all: thousands a second would spend their time on stack traces that nobody reads. */
const busy = new Refusal('busy', 'More purchases come than can be made. Nothing was sold; send it again in a moment.');

type Waiting<Item, Result> = {
  item: Item;
  since: number;
  resolve: (result: Result) => void;
  reject: (reason: unknown) => void;
};

/**
 * Lets items that arrive together share one piece of work: while a batch is under way the next one forms. A lone item
 * waits for nobody, only for the event loop to hand over what has arrived with it.
 *
 * @param onRefused called for every item that is refused, whether the queue was full or the wait too long
 */
export function createBatcher<Item, Result>(
  flush: Flush<Item, Result>,
  limits: BatchLimits,
  onRefused: () => void = () => undefined,
): Batcher<Item, Result> {
  const waiting: Waiting<Item, Result>[] = [];
  let underWay = 0;
  let isTurnTaken = false;
  let timer: NodeJS.Timeout | undefined;
  let lastRefusal = -Infinity;

  function add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      const refusal = turnAway();
      if (refusal) return reject(refusal);
      waiting.push({ item, since: performance.now(), resolve, reject });
      takeTurn();
      timer ??= setTimeout(refuseOverdue, limits.longestWait);
    });
  }

  /** Once a round of the event loop, after its sockets were read: so those that came together stay together. */
  function takeTurn(): void {
    if (isTurnTaken || underWay >= limits.atOnce || waiting.length === 0) return;
    isTurnTaken = true;
    setImmediate(() => {
      isTurnTaken = false;
      while (underWay < limits.atOnce && waiting.length > 0) void run(waiting.splice(0, limits.batchSize));
    });
  }

  async function run(batch: Waiting<Item, Result>[]): Promise<void> {
    underWay += 1;
    try {
      const answers = await flush(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index];
        if (answer?.status === 'fulfilled') resolve(answer.value);
        else reject(answer ? answer.reason : new Error('A batch left one of its items unanswered'));
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      underWay -= 1;
      takeTurn();
    }
  }

  /** Looks at the oldest only, since they wait in the order in which they came. */
  function refuseOverdue(): void {
    timer = undefined;
    const now = performance.now();
    while (waiting[0] && now - waiting[0].since >= limits.longestWait) waiting.shift()?.reject(refuse());
    const [oldest] = waiting;
    if (oldest) timer = setTimeout(refuseOverdue, oldest.since + limits.longestWait - now + 1);
  }

  function turnAway(): Refusal | null {
    return waiting.length >= limits.queueLimit ? refuse() : null;
  }

  function refuse(): Refusal {
    lastRefusal = performance.now();
    onRefused();
    return busy;
  }

  return {
    add,
    turnAway,
    isShedding: () => performance.now() - lastRefusal < sheddingLasts,
    waiting: () => waiting.length,
  };
}
