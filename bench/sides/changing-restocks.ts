import { setTimeout as delay } from 'node:timers/promises';
import { databaseTime } from '../../src/db/clock.ts';
import type { Database } from '../../src/db/database.ts';
import { requestRestock } from '../../src/restocking/restock-store.ts';
import { quickTiming } from '../../test/support/donuts.ts';
import { stock } from './products.ts';

const prefix = 'watched-';

/** So many products with an open restock each. The first is made as always, the others are made from it. */
export async function manyOpenRestocks(db: Database, count: number): Promise<void> {
  await stock(db, { prefix, count: 1, onHand: 0 });
  await db.transaction((trx) =>
    requestRestock(trx, `${prefix}0`, { cause: { kind: 'refusal', detail: null }, timing: quickTiming }),
  );
  const product = (await db('products')
    .where({ sku: `${prefix}0` })
    .first())!;
  const restock = (await db('restocks')
    .where({ sku: `${prefix}0` })
    .first())!;
  const others = Array.from({ length: count - 1 }, (_, index) => `${prefix}${index + 1}`);
  await db.batchInsert(
    'products',
    others.map((sku) => ({ ...product, sku, product_id: sku })),
    1_000,
  );
  await db.batchInsert(
    'restocks',
    others.map((sku) => ({ ...restock, sku, id: `restock-${sku}-1`, open_sku: sku })),
    1_000,
  );
}

/** Changes so many of them a second, until told to stop; answers how many it did. In statements of many each: what is
 * measured is who watches, not who writes. */
export function changeRestocks(db: Database, { count, perSecond }: { count: number; perSecond: number }) {
  const stopping = new AbortController();
  const atOnce = 50;
  const changing = (async () => {
    const began = performance.now();
    let changed = 0;
    while (!stopping.signal.aborted) {
      const ids = Array.from({ length: atOnce }, (_, index) => `restock-${prefix}${(changed + index) % count}-1`);
      await db('restocks')
        .whereIn('id', ids)
        .update({
          order_tries: db.raw('order_tries + 1'),
          version: db.raw('version + 1'),
          changed_at: databaseTime(db),
        });
      changed += atOnce;
      await delay(Math.max(0, began + (changed / perSecond) * 1_000 - performance.now()));
    }
    return changed / ((performance.now() - began) / 1_000);
  })();
  return { stop: () => (stopping.abort(), changing) };
}
