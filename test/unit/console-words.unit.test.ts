import { describe, expect, it } from 'vitest';
import { repairs as englishRepairs } from '../../src/console/i18n/english/repairs.ts';
import { story as english } from '../../src/console/i18n/english/story.ts';
import { story as korean } from '../../src/console/i18n/korean/story.ts';
import { momentOf } from '../../src/console/restock/moment.ts';
import type { RestockInFull } from '../../src/console/restock/restock.ts';
import { storyOf } from '../../src/console/restock/story.ts';
import { stepsOf } from '../../src/console/shelf/steps.ts';
import { attentionReasons } from '../../src/workflows/restock-contract.ts';

const noon = '2026-11-24T12:00:00.000Z';
const later = '2026-11-24T12:05:00.000Z';
const when = (time: string) => ({ plain: time.slice(11, 16), at: `at ${time.slice(11, 16)}` });
const whenInKorean = (time: string) => ({ plain: time.slice(11, 16), at: `${time.slice(11, 16)}에` });

function restock(changes: Partial<RestockInFull> & { next?: RestockInFull['status']['next']; tries?: number } = {}) {
  const { next = 'try', tries = 4, ...rest } = changes;
  return {
    id: 'restock-CP-1-1',
    sku: 'CP-1',
    productName: 'CP-1',
    state: 'requested',
    attention: null,
    quantity: 10,
    delivered: 0,
    factoryId: 'FF-1',
    expectedAt: null,
    closedAt: null,
    status: { waitingFor: 'factory', since: noon, tries, latestError: null, next, nextAt: next ? later : null },
    timeline: [],
    deliveries: [],
    doubtfulTries: 0,
    otherFactories: ['FF-2'],
    ...rest,
  } as unknown as RestockInFull;
}

const overdue = { state: 'ordered', attention: 'delivery_overdue', expectedAt: noon, next: 'failure' } as const;

describe('the story of a restock', () => {
  it.each([
    ['not asked for yet', restock({ tries: 0 }), 'Requested at 12:00: 10 × CP-1, about to be ordered from FF-1.'],
    ['asked for in vain', restock(), 'Waiting for FF-1 to accept the order of 10 × CP-1, since 12:00, after 4 tries.'],
    ['being asked for', restock({ next: 'answer' }), 'FF-1 is being asked for 10 × CP-1 right now, for the 4th time.'],
    [
      'on its way in part',
      restock({ state: 'partially_delivered', delivered: 4, expectedAt: later, next: 'reminder' }),
      'On its way: FF-1 should bring the other 6 of 10 × CP-1 at 12:05.',
    ],
    ['late', restock(overdue), 'Late: FF-1 should have brought 10 × CP-1 at 12:00.'],
    [
      'given up',
      restock({ state: 'failed', next: null }),
      'Gave up at 12:00: after 4 tries, FF-1 has not accepted the order of 10 × CP-1.',
    ],
    [
      'given up after the order',
      restock({ state: 'failed', expectedAt: noon, next: null }),
      'Gave up at 12:00: FF-1 accepted the order and did not bring 10 × CP-1.',
    ],
    [
      'closed short',
      restock({ state: 'delivered', delivered: 4, closedAt: later, next: null }),
      'Closed short at 12:05: 4 of 10 × CP-1 came.',
    ],
  ])('says where it stands: %s', (_, given, sentence) => {
    expect(storyOf(given, english, when).sentence).toBe(sentence);
    expect(storyOf(given, korean, whenInKorean).sentence).toMatch(/^[^a-z]+다(\([^a-z]+\))?\.$/);
  });

  it.each(attentionReasons)('says what to do about %s, also when it has given up, in both languages', (attention) => {
    for (const state of ['ordered', 'failed'] as const) {
      const given = restock({ state, attention });
      expect(storyOf(given, english, when).advice).toMatch(/\.$/);
      expect(storyOf(given, korean, when).advice).toMatch(/요\.$/);
    }
  });

  it('says what happens by itself, and when; of one that is over, nothing', () => {
    expect(storyOf(restock(overdue), english, when).next).toBe('If nothing comes by 12:05, it gives up.');
    expect(storyOf(restock(overdue), korean, when).next).toBe('12:05까지 아무것도 오지 않으면 중단합니다.');
    expect(storyOf(restock({ state: 'cancelled', closedAt: noon }), english, when).next).toBeNull();
  });

  it('names the day of a time that is not today', () => {
    const now = new Date(2026, 10, 24, 18);
    expect(momentOf(new Date(2026, 10, 24, 12, 4).toISOString(), 'en-GB', now).at).toBe('at 12:04');
    expect(momentOf(new Date(2026, 10, 26, 12, 4).toISOString(), 'en-GB', now).at).toBe('on 26 Nov at 12:04');
    expect(momentOf(new Date(2026, 10, 26, 12, 4).toISOString(), 'ko-KR', now).at).toBe('11월 26일 12:04에');
    expect(momentOf(new Date(2027, 0, 2, 12, 4).toISOString(), 'en-GB', now).at).toBe('on 2 Jan 2027 at 12:04');
  });
});

it('a cancellation says whether the factory may still deliver', () => {
  const subject = {
    product: 'Blue mug (CP-1)',
    quantity: 10,
    delivered: 0,
    ordered: 10,
    factory: 'FF-1',
    hasFailed: false,
  };
  const { does } = englishRepairs.actions.cancel;
  expect(does({ ...subject, mayHaveOrder: true })).toContain('waits for a decision');
  expect(does({ ...subject, mayHaveOrder: false })).toContain('FF-1 has no order of it');
});

it('stock is drawn as steps between the edges, whatever the scale', () => {
  const { path, end, yOf } = stepsOf(
    [
      [noon, 8],
      [later, 0],
    ],
    2,
  );
  expect(path).toBe('M3 3H117V25');
  expect(end).toEqual({ x: 117, y: 25 });
  expect(yOf(2)).toBe(19.5);
});
