import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createBatcher, type BatchLimits } from '../../src/sales/batcher.ts';

const limits: BatchLimits = { batchSize: 10, queueLimit: 100, longestWait: 60_000, atOnce: 1 };

/** Batches that end when they are told to; each item is answered by itself. */
function heldBatches(given: Partial<BatchLimits> = {}) {
  const begun: { items: number[]; end: (error?: Error) => void }[] = [];
  let refused = 0;
  const batcher = createBatcher<number, number>(
    (items) =>
      new Promise((resolve, reject) => {
        const answers = items.map((value) => ({ status: 'fulfilled' as const, value }));
        begun.push({ items, end: (error) => (error ? reject(error) : resolve(answers)) });
      }),
    { ...limits, ...given },
    () => (refused += 1),
  );
  /** The n-th batch that begins. */
  const batch = async (n: number) => {
    await expect.poll(() => begun.length).toBeGreaterThan(n);
    return begun[n]!;
  };
  return { ...batcher, begun, batch, refused: () => refused };
}

describe('a batcher', () => {
  it('begins with a lone item at once, without a timer', async () => {
    const { add, begun } = heldBatches();
    void add(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun.map(({ items }) => items)).toEqual([[1]]);
  });

  it('keeps together what came together, in the order of arrival', async () => {
    const { add, batch } = heldBatches();
    const answers = Promise.all([3, 1, 2].map(add));
    const { items, end } = await batch(0);
    expect(items).toEqual([3, 1, 2]);
    end();
    expect(await answers).toEqual([3, 1, 2]);
  });

  it('forms the next batch while one is under way, and begins it as soon as that has ended', async () => {
    const { add, batch, begun } = heldBatches();
    const first = add(1);
    await batch(0);
    const others = Promise.all([add(2), add(3)]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(begun).toHaveLength(1);
    begun[0]!.end();
    await first;
    const { items, end } = await batch(1);
    expect(items).toEqual([2, 3]);
    end();
    expect(await others).toEqual([2, 3]);
  });

  it('puts no more into a batch than allowed, and runs as many at once as allowed', async () => {
    const { add, batch, begun } = heldBatches({ batchSize: 2, atOnce: 2 });
    const answers = Promise.all([1, 2, 3, 4, 5].map(add));
    await batch(1);
    expect(begun.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    for (const { end } of begun.splice(0)) end();
    (await batch(0)).end();
    expect(await answers).toEqual([1, 2, 3, 4, 5]);
  });

  it('refuses at once what finds the queue full, and takes items again when there is room', async () => {
    const { add, batch, turnAway, isShedding, refused } = heldBatches({ queueLimit: 2 });
    const first = add(1);
    await batch(0);
    expect([turnAway(), isShedding()]).toEqual([null, false]);
    const waiting = Promise.all([add(2), add(3)]);
    await expect(add(4)).rejects.toMatchObject({ code: 'busy' });
    expect(turnAway()).toMatchObject({ code: 'busy' });
    expect([isShedding(), refused()]).toEqual([true, 2]);
    (await batch(0)).end();
    await first;
    (await batch(1)).end();
    expect(await waiting).toEqual([2, 3]);
    expect(turnAway()).toBeNull();
    const late = add(5);
    (await batch(2)).end();
    expect(await late).toBe(5);
  });

  it('refuses what has waited too long, and goes on with those that came later', async () => {
    const { add, batch } = heldBatches({ longestWait: 20 });
    const first = add(1);
    const { end } = await batch(0);
    await expect(add(2)).rejects.toMatchObject({ code: 'busy' });
    const third = add(3);
    end();
    expect(await first).toBe(1);
    const next = await batch(1);
    expect(next.items).toEqual([3]);
    next.end();
    expect(await third).toBe(3);
  });

  it('lets each wait as long as allowed, counted from its own arrival', async () => {
    const { add, batch } = heldBatches({ longestWait: 100 });
    void add(0);
    await batch(0);
    const ends: string[] = [];
    void add(1).catch(() => ends.push('first'));
    // The second one finds a timer that runs already.
    await delay(50);
    const second = add(2).catch(() => ends.push('second'));
    const tooLate = delay(130).then(() => ends.push('too late'));
    await Promise.all([second, tooLate]);
    expect(ends).toEqual(['first', 'second', 'too late']);
  });

  it('never refuses for waiting what is already under way', async () => {
    const { add, batch } = heldBatches({ longestWait: 10 });
    const first = add(1);
    const { end } = await batch(0);
    await expect(add(2)).rejects.toMatchObject({ code: 'busy' });
    end();
    expect(await first).toBe(1);
  });

  it('answers all items of a batch that fails, and runs the next one', async () => {
    const { add, batch } = heldBatches();
    const failing = Promise.allSettled([add(1), add(2)]);
    (await batch(0)).end(new Error('broken'));
    expect((await failing).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const next = add(3);
    (await batch(1)).end();
    expect(await next).toBe(3);
  });

  it('gives each item the answer of its own', async () => {
    const { add } = createBatcher<number, number>(
      (items) =>
        Promise.allSettled(items.map((item) => (item === 2 ? Promise.reject(new Error('no')) : Promise.resolve(item)))),
      limits,
    );
    const answers = await Promise.allSettled([add(1), add(2), add(3)]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
