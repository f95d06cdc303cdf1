import type { Database } from '../../src/db/database.ts';
import { findDelivery } from '../../src/restocking/delivery-store.ts';
import { bookingKey } from '../../src/restocking/restock-ids.ts';
import type { Restock } from '../../src/restocking/restock-store.ts';

/** What the courier was told of one callback, after asking as often as it took. */
export type CallbackAnswer = {
  /** `wrong`: with a count that is none. */
  what: 'genuine' | 'forged' | 'wrong';
  deliveryId: string;
  status: number | null;
  outcome: 'accepted' | 'duplicate' | 'held' | null;
  times: number;
};

/** P3 and P5 for one restock, from the courier's log: answers `P3: …` for each breach. */
export async function checkCallbacks(db: Database, restock: Restock, log: CallbackAnswer[]): Promise<string[]> {
  const violations: string[] = [];
  const check = (promise: string, holds: boolean, what: string) => {
    if (!holds) violations.push(`${promise}: ${restock.id} ${what}`);
  };
  for (const { what, status } of log) {
    if (what === 'forged')
      check('P3', [401, 404, 429].includes(status ?? 0), `answered ${status} to a forged callback`);
    if (what === 'wrong') check('P3', status === 400, `answered ${status} to a count that is none`);
    if (what === 'genuine') check('P5', status === 200, `answered ${status} to a callback of its own`);
  }
  const genuine = Map.groupBy(
    log.filter(({ what }) => what === 'genuine'),
    ({ deliveryId }) => deliveryId,
  );
  for (const [deliveryId, answers] of genuine) {
    const first = answers.filter(({ outcome }) => outcome === 'accepted' || outcome === 'held');
    const wasInDoubt = answers.some(({ times }) => times > 1);
    check('P3', first.length === 1 || (wasInDoubt && first.length === 0), `took ${deliveryId} ${first.length} times`);

    const row = await findDelivery(db, bookingKey(restock.id, deliveryId));
    check('P5', row !== null, `has no delivery ${deliveryId}, which was answered with a 200`);
    const held = first[0]?.outcome === 'held';
    check('P3', first.length === 0 || held === (row?.status === 'held'), `said ${first[0]?.outcome} of ${deliveryId}`);
  }
  for (const deliveryId of ['forged', 'wrong']) {
    const row = await findDelivery(db, bookingKey(restock.id, deliveryId));
    check('P3', row === null, `has written down a delivery ${deliveryId}`);
  }
  return violations;
}
