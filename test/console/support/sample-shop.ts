import type { Database } from '../../../src/db/database.ts';
import type { RestockRow } from '../../../src/db/rows.ts';
import { factoryTroubles } from '../../../src/factory/factory-troubles.ts';
import { createProduct } from '../../../src/inventory/product-store.ts';
import type { Attention, RestockState } from '../../../src/workflows/restock-contract.ts';
import { holdReasons } from '../../../src/restocking/hold-reasons.ts';
import { say } from '../../../src/sentence.ts';
import { noteBegin, noteEnd } from '../../../src/restocking/restock-tries.ts';
import { factoryId, otherFactoryId, quickTiming } from '../../support/donuts.ts';

const minute = 60_000;

type Sample = {
  sku: string;
  name: string;
  state: RestockState;
  attention?: Attention;
  /** Minutes ago. */
  age: number;
  delivered?: number;
  quantity?: number;
  error?: string;
  tries?: number;
  factory?: string;
};

const unavailable = say(factoryTroubles['factory-answered'], {
  factory: factoryId,
  answer: '503 Service Unavailable',
});

/** A shop on a day on which something of everything has happened. */
export const samples: Sample[] = [
  {
    sku: 'CP-502101',
    name: '글레이즈드 도넛',
    state: 'requested',
    attention: 'factory_unavailable',
    age: 24,
    error: unavailable,
    tries: 9,
  },
  {
    sku: 'CP-502102',
    name: 'Chocolate donut',
    state: 'requested',
    attention: 'factory_unavailable',
    age: 21,
    error: unavailable,
    tries: 7,
  },
  {
    sku: 'CP-502118',
    name: '딸기 도넛',
    state: 'failed',
    attention: 'factory_rejected',
    age: 55,
    tries: 1,
    error: say(factoryTroubles['factory-said'], {
      factory: factoryId,
      answer: '422 Unprocessable Entity',
      said: 'unknown article',
    }),
  },
  { sku: 'CP-502120', name: 'Cinnamon roll', state: 'ordered', attention: 'delivery_overdue', age: 190, quantity: 40 },
  {
    sku: 'CP-502133',
    name: '크림 도넛',
    state: 'partially_delivered',
    age: 75,
    delivered: 12,
    quantity: 30,
    factory: otherFactoryId,
  },
  {
    sku: 'CP-502140',
    name: 'Bagel',
    state: 'partially_delivered',
    attention: 'unexpected_delivery',
    age: 130,
    delivered: 10,
    quantity: 20,
    error: say(holdReasons['held-too-many'], { quantity: 25, ordered: 20, most: 10 }),
  },
  { sku: 'CP-502151', name: '말차 도넛', state: 'ordered', age: 12, quantity: 24 },
  { sku: 'CP-502152', name: 'Plain croissant', state: 'ordered', age: 9, quantity: 60, factory: otherFactoryId },
  { sku: 'CP-502160', name: '꽈배기', state: 'requested', age: 0.3, tries: 0 },
  { sku: 'CP-502171', name: 'Brownie', state: 'delivered', age: 300, delivered: 10 },
  { sku: 'CP-502172', name: '소금빵', state: 'delivered', age: 410, delivered: 36, quantity: 40 },
  { sku: 'CP-502180', name: 'Apple pie', state: 'cancelled', age: 520, factory: otherFactoryId },
];

export async function stockSamples(db: Database, all: Sample[] = samples): Promise<void> {
  for (const [index, { sku, name }] of all.entries()) {
    const policy = { factoryId, reorderPoint: 5, orderQuantity: 10, leadTimeSeconds: 3600 };
    await createProduct(db, { sku, name, price: { amount: 3000, currency: 'KRW' }, policy }, index % 4);
  }
  await db('products').update({ restock_count: 1 });
  await insertRestocks(db, all.map(rowOf));
  for (const sample of all) await insertTries(db, sample);
}

/** The tries of a sample, as they are noted while the factory is asked. */
async function insertTries(db: Database, { sku, state, age, error, tries = 1, factory = factoryId }: Sample) {
  const isOrdered = state !== 'requested' && state !== 'failed';
  const requested = Date.now() - age * minute;
  for (let number = 1; number <= tries; number++) {
    const began = requested + ((number - 1) * age * minute) / Math.max(1, tries);
    await noteBegin(db, `restock-${sku}-1`, { number, factoryId: factory, runId: 'a-run', beganAt: new Date(began) });
    const answer = isOrdered ? 'accepted' : state === 'failed' ? 'rejected' : 'unavailable';
    await noteEnd(db, `restock-${sku}-1`, number, {
      answer,
      isDoubtful: answer === 'unavailable',
      error: isOrdered ? undefined : error,
    });
  }
  await db('restock_tries')
    .where({ restock_id: `restock-${sku}-1` })
    .update({ ended_at: db.raw('began_at') });
}

/** Of the restocks that {@link stockMany} makes, from the newest on. */
export const skuOf = (index: number) => `SKU-${String(index).padStart(5, '0')}`;

/** As many restocks as a busy shop has, each of a product of its own, half of them over. */
export async function stockMany(db: Database, count: number): Promise<void> {
  const states: RestockState[] = ['ordered', 'delivered', 'requested', 'delivered'];
  const many = Array.from({ length: count }, (_, index): Sample => {
    const sku = skuOf(index);
    return { sku, name: sku, state: states[index % states.length]!, age: 1 + index / 10 };
  });
  const template = many.slice(0, 1);
  await stockSamples(db, template);
  const product = (await db('products').where({ sku: template[0]!.sku }).first())!;
  const products = many.slice(1).map(({ sku }) => ({ ...product, sku, name: sku, product_id: sku }));
  for (let next = 0; next < products.length; next += 50) await db('products').insert(products.slice(next, next + 50));
  await insertRestocks(db, many.slice(1).map(rowOf));
}

async function insertRestocks(db: Database, rows: RestockRow[]): Promise<void> {
  for (let next = 0; next < rows.length; next += 25) await db('restocks').insert(rows.slice(next, next + 25));
}

function rowOf({
  sku,
  state,
  attention = null as never,
  age,
  delivered = 0,
  quantity = 10,
  ...more
}: Sample): RestockRow {
  const requested = Date.now() - age * minute;
  const at = (minutesLater: number) => new Date(Math.min(Date.now(), requested + minutesLater * minute));
  const isOver = state === 'delivered' || state === 'cancelled';
  const isOrdered = state !== 'requested' && state !== 'failed';
  const isTrying = state === 'requested' && (more.tries ?? 0) > 0;
  return {
    id: `restock-${sku}-1`,
    sku,
    number: 1,
    open_sku: isOver ? null : sku,
    state,
    attention,
    attention_since: attention ? at(age / 2) : null,
    quantity,
    delivered,
    factory_id: more.factory ?? factoryId,
    factory_order_id: isOrdered ? `O-${sku}` : null,
    callback_token: 'a-token-of-a-sample',
    timing: JSON.stringify({
      ...quickTiming,
      leadTime: 3_600_000,
      overdueGrace: 30 * minute,
      abandonAfter: 600 * minute,
    }),
    cause: 'refusal',
    cause_detail: null,
    requested_at: new Date(requested),
    started_at: at(0),
    ordered_at: isOrdered ? at(1) : null,
    expected_at: isOrdered ? new Date(requested + 61 * minute) : null,
    failed_at: state === 'failed' ? at(5) : null,
    closed_at: isOver ? at(60) : null,
    last_error: more.error ?? null,
    order_tries: more.tries ?? 1,
    doubtful_tries: 0,
    trying_since: null,
    next_try_at: isTrying ? new Date(Date.now() + 4 * minute) : null,
    standing_attention: null,
    cause_actor: null,
    standing_error: null,
    version: 1,
    changed_at: at(60),
  };
}
