import { describe, expect, it } from 'vitest';
import { statusOf } from '../../src/restocking/restock-status.ts';
import type { Restock } from '../../src/restocking/restock-store.ts';
import { donut, factoryId, quickTiming } from '../support/donuts.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 24, 12, minute));

const requested: Restock = {
  id: `restock-${donut}-1`,
  sku: donut,
  number: 1,
  state: 'requested',
  attention: null,
  attentionSince: null,
  quantity: 10,
  delivered: 0,
  factoryId,
  factoryOrderId: null,
  callbackToken: 'secret',
  timing: { ...quickTiming, leadTime: 60_000, overdueGrace: 60_000, abandonAfter: 600_000 },
  cause: { kind: 'refusal', detail: null },
  requestedAt: at(0),
  startedAt: null,
  orderedAt: null,
  expectedAt: null,
  failedAt: null,
  closedAt: null,
  lastError: null,
  orderTries: 0,
  doubtfulTries: 0,
  tryingSince: null,
  nextTryAt: null,
  standingAttention: null,
  standingError: null,
};
const ordered: Restock = { ...requested, state: 'ordered', orderedAt: at(1), expectedAt: at(2), orderTries: 1 };
const sentenceOf = (restock: Restock) => statusOf(restock).sentence;

describe('the sentence of a restock', () => {
  it('says that a worker is about to ask, which try is under way, and when the next one comes', () => {
    const wait = 'Waiting since 2026-11-24T12:00:00Z for FF-500293 to accept the order of 10 × CP-502101';
    expect(sentenceOf(requested)).toBe(`${wait}: a worker is about to ask.`);
    expect(sentenceOf({ ...requested, orderTries: 2, tryingSince: at(3) })).toBe(
      `${wait}: the 2nd try is under way and ends by 2026-11-24T12:03:02Z.`,
    );
    const pausing = { ...requested, orderTries: 11, nextTryAt: at(4), lastError: 'It answered 503!\nmore' };
    expect(statusOf(pausing)).toMatchObject({ next: 'try', nextAt: at(4), latestError: 'It answered 503!' });
    expect(sentenceOf(pausing)).toBe(
      `${wait}, after 11 tries. Latest error: It answered 503. The next try is at 2026-11-24T12:04:00Z.`,
    );
  });

  it('says when a person is told of a late delivery, and when it fails', () => {
    expect(sentenceOf(ordered)).toBe(
      'Waiting since 2026-11-24T12:01:00Z for FF-500293 to deliver 10 × CP-502101; expected at 2026-11-24T12:02:00Z. ' +
        'A person is told at 2026-11-24T12:03:00Z if they have not come.',
    );
    const overdue: Restock = { ...ordered, attention: 'delivery_overdue', delivered: 4, state: 'partially_delivered' };
    expect(statusOf(overdue)).toMatchObject({ waitingFor: 'delivery', next: 'failure', nextAt: at(12) });
    expect(sentenceOf(overdue)).toContain('the rest of 10 × CP-502101, of which 4 came; overdue, expected at');
  });

  it('says that only a person can go on, and why', () => {
    const failed: Restock = { ...requested, state: 'failed', failedAt: at(5), orderTries: 3, lastError: 'No donuts.' };
    expect(statusOf(failed)).toMatchObject({ waitingFor: 'person', since: at(5), next: null });
    expect(sentenceOf(failed)).toContain('after 3 tries, with 0 delivered. Latest error: No donuts.');
  });

  it('says how it ended', () => {
    expect(sentenceOf({ ...ordered, state: 'delivered', delivered: 10, closedAt: at(6) })).toBe(
      'Done at 2026-11-24T12:06:00Z: 10 of 10 × CP-502101 came.',
    );
    expect(sentenceOf({ ...ordered, state: 'delivered', delivered: 4, closedAt: at(6) })).toContain('Closed short at');
    expect(sentenceOf({ ...ordered, state: 'cancelled', closedAt: at(6), lastError: 'Untold.' })).toContain('Untold.');
  });

  it('tells of goods that wait for a decision beside what it waits for itself', () => {
    const held = {
      ...ordered,
      attention: 'unexpected_delivery' as const,
      attentionSince: at(7),
      lastError: '15 came.',
      standingAttention: 'delivery_overdue' as const,
    };
    expect(sentenceOf(held)).toMatch(/overdue.* wait for a decision since 2026-11-24T12:07:00Z: 15 came\.$/);
    expect(statusOf({ ...held, state: 'delivered', closedAt: at(6) })).toMatchObject({ waitingFor: 'person' });
  });
});
