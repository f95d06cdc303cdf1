import { expect, it } from 'vitest';
import type { TimelineEvent } from '../../src/console/restock/restock.ts';
import { factoryId, otherFactoryId } from '../support/donuts.ts';
import { describeRestocks, restockId } from '../support/restock-under-test.ts';

const anHour = 3_600_000;
const kim = { actor: 'Kim', reason: 'a test' };

describeRestocks('over HTTP, the tries of a restock', (the) => {
  async function tries() {
    const response = await fetch(`${the.shop.url}/v1/restocks/${restockId}`);
    const { timeline } = (await response.json()) as { timeline: TimelineEvent[] };
    return timeline.filter(({ event }) => event === 'tried').map(({ facts }) => facts);
  }
  const answers = async () => (await tries()).map(({ answer }) => answer);

  it('are listed though the first one succeeds, with its begin and its end', async () => {
    await the.sellOut();
    await expect.poll(the.state).toBe('delivered');
    const [only, ...others] = await tries();
    expect(others).toEqual([]);
    const runId = (await the.handle().describe()).runId;
    expect(only).toEqual({
      tryNumber: 1,
      factoryId,
      answer: 'accepted',
      doubtful: false,
      answeredAt: expect.any(String) as string,
      runId,
    });
  });

  it('tell a factory that answers apart from one that does not, each with the first line of its error', async () => {
    await the.sellOut({
      timing: { orderTries: 6, orderTimeout: 300 },
      faults: [
        { name: 'server-error', times: 1 },
        { name: 'rate-limited', times: 1, retryAfterSeconds: 0 },
        { name: 'down', times: 1 },
        { name: 'slow-reply', times: 1, delayMs: anHour },
      ],
    });
    await expect.poll(the.state).toBe('delivered');
    const found = await tries();
    expect(found.map(({ tryNumber, answer, doubtful }) => [tryNumber, answer, doubtful])).toEqual([
      [1, 'unavailable', true],
      [2, 'unavailable', false],
      [3, 'none', true],
      [4, 'none', true],
      [5, 'accepted', false],
    ]);
    expect(found.map(({ error }) => error)).toEqual([
      expect.stringContaining('answered 503'),
      expect.stringContaining('answered 429'),
      expect.stringContaining('closed the connection without an answer'),
      expect.stringContaining('did not answer within 300ms'),
      undefined,
    ]);
    expect((await the.row()).orderTries).toBe(5);
  });

  it('are without answer where the reply got lost, though the factory took the order', async () => {
    await the.sellOut({ faults: [{ name: 'drop-reply', times: 1 }] });
    await expect.poll(the.state).toBe('delivered');
    expect(await answers()).toEqual(['none', 'accepted']);
    expect(await the.shop.factory.orders()).toMatchObject([{ accepted: 1, requests: 2 }]);
  });

  it('are without answer where the worker went away while it asked', async () => {
    await the.sellOut({
      faults: [{ name: 'slow-reply', times: 1, delayMs: anHour }],
      timing: { orderTimeout: anHour },
    });
    await expect.poll(answers).toEqual(['pending']);
    await the.shop.stopWorkers();
    await the.shop.startWorkers();
    await expect.poll(the.state, { timeout: 20_000 }).toBe('delivered');
    const [lost, accepted] = await tries();
    expect(lost).toMatchObject({ answer: 'none', doubtful: true });
    expect(lost).not.toHaveProperty('error');
    expect(lost).not.toHaveProperty('answeredAt');
    expect(accepted?.answer).toBe('accepted');
  });

  it('are refused for good, and go on in another run and at another factory', async () => {
    await the.sellOut({ faults: [{ name: 'refuse' }] });
    await expect.poll(the.status).toBe('FAILED');
    await the.shop.repair.retry(restockId, kim);
    await expect.poll(answers).toEqual(['rejected', 'rejected']);
    await expect.poll(the.status).toBe('FAILED');
    await the.shop.repair.changeFactory(restockId, { ...kim, factoryId: otherFactoryId, confirmed: false });
    await expect.poll(the.state).toBe('delivered');
    const found = await tries();
    expect(found.map((each) => [each.tryNumber, each.factoryId, each.answer])).toEqual([
      [1, factoryId, 'rejected'],
      [2, factoryId, 'rejected'],
      [3, otherFactoryId, 'accepted'],
    ]);
    expect(new Set(found.map(({ runId }) => runId)).size).toBe(3);
    expect(found[0]?.error).toContain('This factory does not make that product.');
  });
});
