import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { preview, progress, summary } from '../../src/api/bulk-retries.ts';
import { delivery } from '../../src/api/delivery-view.ts';
import { movement } from '../../src/api/ledger.ts';
import { listOf } from '../../src/api/paging.ts';
import { product } from '../../src/api/products.ts';
import { repaired } from '../../src/api/repair-view.ts';
import { restockCounts } from '../../src/api/restock-counts.ts';
import { restock } from '../../src/api/restock-view.ts';
import { restockInFull } from '../../src/api/restocks.ts';
import { openCli } from '../support/cli.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, factoryId, otherFactoryId, stockDonuts } from '../support/donuts.ts';
import { restockStates } from '../support/restock-states.ts';
import { openShop, type Shop } from '../support/shop.ts';
import { openNamespace } from '../support/namespace.ts';
import type { TestTemporal } from '../support/temporal.ts';

const anyText = expect.any(String) as string;
const because = ['--reason', 'counted at the dock', '--actor', '김'];

describeDatabase('the command line', (open) => {
  let db: OpenDatabase['db'];
  let temporal: TestTemporal;
  let shop: Shop;
  let the: ReturnType<typeof restockStates>;
  let cli: ReturnType<typeof openCli>;

  beforeAll(async () => {
    [{ db }, temporal] = await Promise.all([open(), openNamespace()]);
    shop = await openShop({ db, temporal });
    the = restockStates(db, temporal, shop);
    await shop.startWorkers();
    await stockDonuts(db, 5);
    cli = openCli(shop.url);
  });
  afterAll(async () => {
    await shop.close();
    await temporal.teardown();
  });

  const becomes = async (id: string, state: string, accepted: number) => {
    await expect.poll(() => the.stateOf(id)).toBe(state);
    expect(await the.acceptedOf(id)).toBe(accepted);
  };

  it('says in short whether all is well, and what needs a person', async () => {
    const status = z.strictObject({
      url: z.literal(shop.url),
      ready: z.object({ database: z.literal('ok'), temporal: z.literal('ok'), sales: z.literal('ok') }),
      counts: restockCounts,
      held: z.object({ count: z.literal(0), isMore: z.literal(false) }),
    });
    expect(status.parse(await cli.json('status')).counts).toMatchObject({ failed: 0, inFlight: 0 });
    const well = await cli.run('status');
    expect(well).toMatchObject({ code: 0, err: '' });
    expect(well.out).toMatch(/ready\n0 restocks in flight, 0 failed\.\nNothing waits for a person\.\n$/);
    await the.rejected();
    await the.held();
    const { out } = await cli.run('status');
    expect(out).toMatch(/^factory_rejected +1 +restock restocks --attention factory_rejected$/m);
    expect(out).toMatch(/^deliveries held +1 +restock deliveries --status held$/m);
  });

  it('lists products with what is coming, and their ledger', async () => {
    const { id } = await the.ordered();
    const { sku } = await the.rowOf(id);
    const { code, out } = await cli.run('products');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^${donut} +도넛 +5 +0 +10 +– +– +–$`, 'm'));
    expect(out).toMatch(new RegExp(`^${sku} .* ${id} +ordered +`, 'm'));
    listOf(product).parse(await cli.json('products'));
    expect((await cli.run('movements', donut)).out).toMatch(/adjustment +\+5 +5 /);
    listOf(movement).parse(await cli.json('movements', donut));
  });

  it('lists restocks by a filter, page by page or all of them', async () => {
    const one = await the.rejected();
    const other = await the.rejected();
    const mine = async (...args: string[]) =>
      listOf(restock).parse(await cli.json('restocks', '--attention', 'factory_rejected', ...args));
    const all = (await mine('--all')).items.map(({ id }) => id);
    expect(all).toEqual(expect.arrayContaining([one.id, other.id]));
    const first = await mine('--limit', '1');
    expect(first.items).toHaveLength(1);
    const rest = await mine('--all', '--cursor', first.next ?? '');
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(all);
    const { out, err } = await cli.run('restocks', '--limit', '1', '--state', 'failed');
    expect(out).toMatch(/^restock +state +attention/);
    expect(err).toContain('There are more: --all, or --cursor ');
    const none = await cli.run('restocks', '--sku', 'NONE');
    expect(none).toMatchObject({ code: 0, out: '', err: 'No restock fits.\n' });
  });

  it('shows one restock: the sentence, what happened, each try, what arrived, what can be done', async () => {
    const { id } = await the.held();
    const { code, out } = await cli.run('show', id);
    expect(out).toMatch(/product +도넛 \(/);
    expect(code).toBe(0);
    for (const part of ['delivered', 'unexpected_delivery', 'Done at', '10 of 10', 'Asia/Seoul', 'requested', 'held']) {
      expect(out).toContain(part);
    }
    expect(out).toMatch(/you can +decide/);
    restockInFull.parse(await cli.json('show', id));
    const failed = await the.rejected();
    const shown = (await cli.run('show', failed.id)).out;
    expect(shown).toMatch(
      /you can +retry, change-factory, cancel, receive\n +not now +extend-deadline: It has failed. Retry it/,
    );
    expect(shown).toMatch(/ tried +Try 1: FF-500293 refused the order for good: .* answered 422 /);
  });

  it('retries one, at once or from where it failed, and refuses to once the factory has the order', async () => {
    const { id } = await the.rejected();
    await shop.factory.addFaults([{ name: 'forget-callback', orders: id }]);
    const done = repaired.parse(await cli.json('retry', id, ...because));
    expect(done).toMatchObject({
      repeated: false,
      action: { kind: 'retry', actor: '김', reason: 'counted at the dock' },
    });
    await expect.poll(() => the.stateOf(id)).toBe('ordered');
    expect(await cli.run('retry', id, ...because)).toMatchObject({
      code: 3,
      err: expect.stringContaining(`${factoryId} has accepted the order`) as string,
    });
    await shop.factory.callBack(id, { quantity: 10 });
    await becomes(id, 'delivered', 1);
    const waiting = await the.unavailable();
    expect((await cli.run('retry', waiting.id, ...because)).out).toBe('The pause was cut short: it is asked now.\n');
    await becomes(waiting.id, 'delivered', 1);
  });

  it('receives goods that no callback told of, once though pressed twice', async () => {
    const { id } = await the.overdue();
    const { sku } = await the.rowOf(id);
    const part = await cli.run('receive', id, '--quantity', '4', '--delivery-id', 'note-7', ...because);
    expect(part.out).toBe(`4 × ${sku} received by hand and put on the shelf.\n`);
    const again = await cli.run('receive', id, '--quantity', '4', '--delivery-id', 'note-7', ...because);
    expect(again).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Done before, by 김 \d+ s ago: 4 ×/) as string,
    });
    expect(await addUp(db, sku)).toMatchObject({ delivered: 4 });
    const short = repaired.parse(await cli.json('close-short', id, ...because));
    expect(short.action).toMatchObject({ kind: 'close_short', outcome: 'done' });
    await becomes(id, 'delivered', 1);
  });

  it('calls off, gives more time, and changes the factory', async () => {
    const gone = await the.ordered();
    repaired.parse(await cli.json('cancel', gone.id, ...because));
    await expect.poll(() => the.stateOf(gone.id)).toBe('cancelled');

    const late = await the.overdue();
    repaired.parse(await cli.json('extend-deadline', late.id, '--until', '2d', ...because));
    await expect.poll(() => the.attentionOf(late.id)).toBe(null);

    const away = await the.unavailable();
    repaired.parse(await cli.json('change-factory', away.id, '--to', otherFactoryId, '--confirmed', ...because));
    await becomes(away.id, 'delivered', 1);
    expect((await shop.otherFactory.order(away.id))?.accepted).toBe(1);
  });

  it('shows held goods, takes them in, and sends them back', async () => {
    for (const [decision, onHand] of [
      ['take-in', 14],
      ['send-back', 11],
    ] as const) {
      const { id, variables } = await the.held();
      const { sku } = await the.rowOf(id);
      const held = listOf(delivery).parse(await cli.json('deliveries', '--status', 'held'));
      expect(held.items.map((each) => each.id)).toContain(variables?.['DELIVERY']);
      repaired.parse(await cli.json('decide', variables?.['DELIVERY'] ?? '', decision, ...because));
      expect(await addUp(db, sku)).toMatchObject({ onHand });
    }
  });

  it('asks for a restock by hand, once', async () => {
    await stockDonuts(db, 3, { orderQuantity: 0 }, 'eclair');
    const asked = await cli.json('replenish', 'eclair', '--quantity', '7', '--reason', 'a feast');
    expect(restock.parse(asked)).toMatchObject({ sku: 'eclair', quantity: 7 });
    await expect.poll(async () => (await addUp(db, 'eclair')).onHand).toBe(10);
    expect(await cli.run('replenish', 'eclair', '--reason', 'x')).toMatchObject({ code: 2 });
  });

  it('corrects stock, and takes the same correction at once for a second press', async () => {
    const broken = ['adjust', donut, '-2', '--reason', 'two are broken'];
    expect(await cli.run(...broken)).toMatchObject({ code: 0, out: `${donut}: -2, now 3 on hand.\n` });
    const again = await cli.run(...broken);
    expect(again).toMatchObject({ code: 3, out: '' });
    expect(again.err).toMatch(
      /^✗ The very same adjustment was made \d s ago\.\n {2}Nothing was changed\.\n {2}.*--again/,
    );
    movement.parse(await cli.json(...broken, '--again'));
    expect(await addUp(db)).toMatchObject({ onHand: 1 });
  });

  it('retries many: first says which, then needs a word of consent, then shows how far it is', async () => {
    const ids = [(await the.rejected()).id, (await the.rejected()).id];
    const skus = await Promise.all(ids.map(async (id) => (await the.rowOf(id)).sku));
    const isMine = (id: string) => ids.includes(id);
    const dry = preview.parse(await cli.json('retry', '--all-failed', '--dry-run'));
    expect(
      dry.restocks
        .map(({ id }) => id)
        .filter(isMine)
        .toSorted(),
    ).toEqual(ids.toSorted());
    expect((await cli.run('retry', '--sku', skus[0]!, '--dry-run')).out).toContain('1 restock would be retried.');

    const press = ['retry', '--attention', 'factory_rejected', '--name', 'tuesday', ...because];
    const unconfirmed = await cli.run(...press);
    expect(unconfirmed).toMatchObject({ code: 2, out: '' });
    expect(unconfirmed.err).toContain(ids[0]);
    expect(unconfirmed.err).toMatch(/Retry \d+ restocks\? Nobody is here to say so\..*--yes/s);
    for (const id of ids) expect(await the.stateOf(id)).toBe('failed');

    const presses = await Promise.all([1, 2].map(() => cli.json(...press, '--yes', '--per-second', '50')));
    for (const pressed of presses) expect(progress.parse(pressed)).toMatchObject({ name: 'tuesday', waiting: 0 });
    for (const id of ids) await becomes(id, 'delivered', 1);
    expect((await cli.run('progress', 'tuesday')).out).toMatch(
      /^Retry tuesday: (\d+) of \1 restocks retried, 0 refused\.$/m,
    );
    progress.parse(await cli.json('progress', 'tuesday'));
    expect((await cli.run('retries')).out).toMatch(/^tuesday .* 김 /m);
    listOf(summary).parse(await cli.json('retries'));
    const actions = await db('restock_actions').where({ bulk: 'tuesday' }).whereIn('restock_id', ids);
    expect(actions).toHaveLength(2);
  });

  it('ends with 3 where some of many could not be retried, and says which and why', async () => {
    const { id, sku } = await the.rowOf((await the.overdue()).id);
    const some = await cli.run('retry', '--sku', sku, '--yes', ...because);
    expect(some.code).toBe(3);
    expect(some.out).toMatch(new RegExp(`0 of 1 restock retried, 1 refused.\n  ${id}: .* has accepted the order`));
  });

  it('ends with 3 and says what to do instead where something cannot be done', async () => {
    const { id } = await the.ordered();
    const { code, out, err } = await cli.run('retry', id, ...because);
    expect({ code, out }).toEqual({ code: 3, out: '' });
    expect(err).toMatch(/^✗ .* has accepted the order.*(\n.+){2}\n$/);
    const asJson = await cli.run('retry', id, ...because, '--json');
    const problem = { type: '/problems/not-applicable', status: 409 };
    const told = { exitCode: 3, happened: anyText, means: anyText, next: anyText, problem };
    expect(JSON.parse(asJson.err)).toMatchObject(told);
  });
});
