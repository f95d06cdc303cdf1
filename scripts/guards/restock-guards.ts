import type { Guard } from './guard.ts';

const workflow = ['test/integration/restock-workflow.temporal.test.ts'];
const tries = ['test/integration/order-tries.sql.test.ts'];
const keeping = 'src/restocking/restock-tries.ts';
const repair = ['test/integration/restock-repair.temporal.test.ts'];
const resets = ['test/integration/resets.temporal.test.ts'];
const unfinishedResets = ['test/integration/unfinished-resets.temporal.test.ts'];
const rows = ['test/integration/deliveries.sql.test.ts'];
const transitions = 'src/restocking/restock-transitions.ts';
const sweeping = 'src/restocking/sweep.ts';
const drawnAnew = '`${Math.random()}`';

/** Of restocks: one for each stockout, one order for each, and that none is forgotten or brought back. */
export const restockGuards: Guard[] = [
  {
    name: 'a restock that is open is the answer to the next stockout',
    file: 'src/restocking/restock-store.ts',
    text: '  if (open) return { restock: open, isNew: false };\n',
    tests: ['test/integration/restocks-api.sql.test.ts'],
    named: 'SQLite.*not requested twice',
  },
  {
    name: 'the order key is sent as the key of the factory',
    file: 'src/factory/legacy-factory.ts',
    text: 'MessageGroupId: order.orderKey,',
    without: `MessageGroupId: ${drawnAnew},`,
    tests: workflow,
    named: 'SQLite.*dropped its reply',
  },
  {
    name: 'the order key is the id of the restock, and not drawn anew',
    file: 'src/activities/place-factory-order.ts',
    text: 'orderKey: id,',
    without: `orderKey: ${drawnAnew},`,
    tests: workflow,
    named: 'SQLite.*dropped its reply',
  },
  {
    name: 'an order on record is not placed again',
    file: 'src/restocking/order-tries.ts',
    text: 'return restock.orderedAt === null && !isOver(restock.state);',
    without: 'return !isOver(restock.state);',
    tests: repair,
    named: 'SQLite.*may be reset',
  },
  {
    name: 'a restock that is over is not ordered',
    file: 'src/restocking/order-tries.ts',
    text: 'return restock.orderedAt === null && !isOver(restock.state);',
    without: 'return restock.orderedAt === null;',
    tests: unfinishedResets,
    named: 'SQLite.*before the factory took',
  },
  {
    name: 'a factory that is away for weeks does not fill the database with tries',
    file: keeping,
    text: 'return number <= first ? number : first + 1 + ((number - first - 1) % latest);',
    without: 'return first + latest > 0 ? number : 0;',
    tests: tries,
    named: 'SQLite.*the latest ones only',
  },
  {
    name: 'a try whose place is taken does not end another one',
    file: keeping,
    text: 'slot: slotOf(number), number })',
    without: 'slot: slotOf(number) })',
    tests: tries,
    named: 'SQLite.*the latest ones only',
  },
  {
    name: 'a try that ends late is told as it ended',
    file: 'src/restocking/order-tries.ts',
    text: '    await noteEnd(trx, id, number, end);\n    if (!isUnordered(restock)) return null;\n',
    without: '    if (!isUnordered(restock)) return null;\n    await noteEnd(trx, id, number, end);\n',
    tests: tries,
    named: 'SQLite.*told as they ended',
  },
  {
    name: 'only the first acceptance counts',
    file: transitions,
    text: '    if (restock.orderedAt !== null) return null;\n',
    tests: rows,
    named: 'SQLite.*first acceptance',
  },
  {
    name: 'an acceptance does not bring a closed restock back',
    file: transitions,
    text: '    if (isOver(restock.state)) return order;\n',
    tests: rows,
    named: 'SQLite.*accepted after',
  },
  {
    name: 'only a failed restock is taken up',
    file: transitions,
    text:
      "  if (found.state !== 'failed') return found;\n" +
      '  return changeRestock(db, id, async (restock, trx) => {\n' +
      "    if (restock.state !== 'failed') return null;\n",
    without: '  return changeRestock(db, id, async (restock, trx) => {\n',
    tests: rows,
    named: 'SQLite.*ended restock',
  },
  {
    name: 'no attention is asked for what is over',
    file: transitions,
    text: 'isOver(restock.state)\n      ? null\n      : { ...attentionColumns(restock, attention, error), ...(nextTryAt',
    without:
      'restock.number === 0\n      ? null\n      : { ...attentionColumns(restock, attention, error), ...(nextTryAt',
    tests: rows,
    named: 'SQLite.*ended restock',
  },
  {
    name: 'what is over does not fail',
    file: transitions,
    text: "isOver(restock.state) || restock.state === 'failed'",
    without: "restock.state === 'failed'",
    tests: rows,
    named: 'SQLite.*ended restock',
  },
  {
    name: 'a failure keeps its first reason',
    file: transitions,
    text: "isOver(restock.state) || restock.state === 'failed'",
    without: 'isOver(restock.state)',
    tests: rows,
    named: 'SQLite.*first failed',
  },
  {
    name: 'what is over is not called off',
    file: transitions,
    text: '    if (isOver(restock.state)) return null;\n',
    tests: rows,
    named: 'SQLite.*ended restock',
  },
  {
    name: 'goods that are held go on being shown',
    file: 'src/restocking/restock-attention.ts',
    text: "where({ restock_id: id, status: 'held' })",
    without: "where({ restock_id: id, status: 'none' })",
    tests: rows,
    named: 'SQLite.*goes on showing',
  },
  {
    name: 'a workflow id is never used again',
    file: 'src/restocking/restock-workflows.ts',
    text: 'REJECT_DUPLICATE',
    without: 'ALLOW_DUPLICATE',
    tests: repair,
    named: 'SQLite.*terminated',
  },
  {
    name: 'a workflow that runs is joined',
    file: 'src/restocking/restock-workflows.ts',
    text: 'USE_EXISTING',
    without: 'FAIL',
    tests: repair,
    named: 'SQLite.*is joined',
  },
  {
    name: 'the sweep starts what has no workflow',
    file: sweeping,
    text: '  await forEach(doubtful, (restock) => ensureWorkflow(deps, restock, report));\n',
    tests: repair,
    named: 'SQLite.*start got lost',
  },
  {
    name: 'the sweep marks failed what was ended from outside',
    file: sweeping,
    text: 'if (!isOngoing(await getRestock(db, restock.id))) return;',
    without: 'return;',
    tests: repair,
    named: 'SQLite.*terminated',
  },
  {
    name: 'the sweep takes up what is at work again',
    file: sweeping,
    text: '  await takeUp(db, restock.id);\n',
    tests: repair,
    named: 'SQLite.*shown at work',
  },
  {
    name: 'the sweep ends what waits for a restock that is over',
    file: sweeping,
    text: '  await forEach(others, (id) => ensureEnded(deps, id, before, report));\n',
    tests: unfinishedResets,
    named: 'SQLite.*called off while it waited',
  },
  {
    name: 'the sweep shows what no factory will be asked for',
    file: sweeping,
    text: '  await forEach(stranded, (restock) => ensureShown(deps, restock, report));\n',
    tests: repair,
    named: 'SQLite.*not configured',
  },
  {
    name: 'the sweep tells workflows again of what came',
    file: sweeping,
    text: '  await forEach(unbooked, (delivery) => ensureBooking(deps, delivery, report));\n',
    tests: repair,
    named: 'SQLite.*could not be told',
  },
  {
    name: 'the sweep books what no workflow will',
    file: sweeping,
    text: '    await bookDelivery(db, delivery.restockId, delivery.id, onBooked);\n',
    tests: repair,
    named: 'SQLite.*late delivery',
  },
  {
    name: 'a workflow asks for deliveries on record before it waits',
    file: 'src/workflows/shelve-deliveries.ts',
    text: '  for (const bookingKey of progress.unbooked) desk.deliveries.add(bookingKey);\n',
    tests: workflow,
    named: 'SQLite.*never told of',
  },
  {
    name: 'an abandoned restock that is over ends as what it is',
    file: 'src/workflows/give-up.ts',
    text: '  if (isOver(state)) return { state, delivered, shown };\n',
    tests: resets,
    named: 'SQLite.*not as a dead letter',
  },
  {
    name: 'a signal that means nothing is let pass',
    file: 'src/workflows/restock-desk.ts',
    text: "if (typeof told?.bookingKey === 'string') deliveries.add(told.bookingKey);",
    without: 'deliveries.add(told?.bookingKey ?? told!.bookingKey);',
    tests: workflow,
    named: 'SQLite.*mean nothing',
  },
  {
    name: 'a cancelled workflow calls its restock off',
    file: 'src/workflows/restock-workflow.ts',
    text: '    if (isCancellation(error)) await callOff(input);\n',
    tests: repair,
    named: 'SQLite.*called off by cancelling',
  },
  {
    name: 'calling off goes on though the workflow is cancelled',
    file: 'src/workflows/restock-workflow.ts',
    text: 'CancellationScope.nonCancellable(',
    without: '((work: () => Promise<void>) => work())(',
    tests: repair,
    named: 'SQLite.*called off by cancelling',
  },
];
