import type { Knex } from 'knex';
import type { Database } from '../db/database.ts';

/**
 * What a product needs, the most urgent first. `person`: its restock failed or has an attention, or goods are held;
 * `waiting`: goods are on their way; `soon`: at or little above the reorder point, with nothing on its way.
 */
export const needs = ['person', 'waiting', 'soon', 'nothing'] as const;
export type Need = (typeof needs)[number];

export type ShelfPlace = { needs: Need; sku: string };

/**
 * Products in the order in which they need somebody, and then of SKU: those after the given place. What is open is
 * found by its indexes; products are only walked through for those of which nothing is open.
 *
 * @param search part of a SKU or a name, whatever its case
 */
export async function listByNeed(
  db: Database,
  page: { after: ShelfPlace | null; limit: number; search?: string },
): Promise<ShelfPlace[]> {
  const places: ShelfPlace[] = [];
  const { after, limit, search } = page;
  for (const need of needs.slice(after === null ? 0 : needs.indexOf(after.needs))) {
    if (places.length >= limit) break;
    const query = productsThat(db, need)
      .select('p.sku')
      .orderBy('p.sku')
      .limit(limit - places.length);
    if (after?.needs === need) void query.where('p.sku', '>', after.sku);
    if (search !== undefined) whereFound(query, search.toLowerCase());
    const rows = (await query) as { sku: string }[];
    places.push(...rows.map(({ sku }) => ({ needs: need, sku })));
  }
  return places;
}

function whereFound(query: Knex.QueryBuilder, text: string): void {
  const pattern = `%${text.replaceAll(/[%_!]/g, '!$&')}%`;
  // MySQL compares the letters of a SKU with no others.
  const columns = /^[a-z0-9._-]+$/.test(text) ? ['p.sku', 'p.name'] : ['p.name'];
  void query.where((some) => {
    for (const column of columns) void some.orWhereRaw("lower(??) like ? escape '!'", [column, pattern]);
  });
}

/** The next sale, or a few, will cause a restock: a fourth of what is ordered at once is left, or less. */
const isLow = 'p.order_quantity > 0 and (p.on_hand - p.reorder_point) * 4 <= p.order_quantity';

function productsThat(db: Database, need: Need): Knex.QueryBuilder {
  const troubled = inTrouble(db);
  if (need === 'person') return db.from(troubled).join('products as p', 'p.sku', 'troubled.sku');
  const others = db.from('products as p').leftJoin(troubled, 'troubled.sku', 'p.sku').whereNull('troubled.sku');
  if (need === 'waiting') return others.join('restocks as r', 'r.open_sku', 'p.sku');
  const idle = others.leftJoin('restocks as r', 'r.open_sku', 'p.sku').whereNull('r.id');
  return idle.whereRaw(need === 'soon' ? isLow : `not (${isLow})`);
}

function inTrouble(db: Database) {
  const reasons = db('restocks').whereNotNull('attention').select('sku');
  const parked = db('restocks').where({ state: 'failed' }).select('sku');
  const held = db('deliveries').where({ status: 'held' }).select('sku');
  return reasons.union([parked, held] as never).as('troubled');
}
