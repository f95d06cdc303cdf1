import type { Command } from 'commander';
import type { BulkRetry, BulkRetrySummary, Delivery, Movement, Product } from '../../api/answers.ts';
import { openDesk } from '../desk.ts';
import { addList } from '../list.ts';
import { progressText } from '../progress.ts';
import type { Column } from '../table.ts';
import { ago } from '../words.ts';

const productColumns: Column<Product>[] = [
  { head: 'sku', cell: ({ sku }) => sku },
  { head: 'name', cell: ({ name }) => name, isFlexible: true },
  { head: 'on hand', cell: ({ onHand }) => String(onHand), align: 'right' },
  { head: 'reorder at', cell: ({ policy }) => String(policy.reorderPoint), align: 'right' },
  { head: 'order', cell: ({ policy }) => String(policy.orderQuantity), align: 'right' },
  { head: 'restock', cell: ({ restock }) => restock?.id ?? '–' },
  { head: 'state', cell: ({ restock }) => restock?.attention ?? restock?.state ?? '–' },
  { head: 'expected', cell: ({ restock }) => ago(restock?.expectedAt ?? null) },
];

const movementColumns: Column<Movement>[] = [
  { head: 'no', cell: ({ sequence }) => String(sequence), align: 'right' },
  { head: 'when', cell: ({ occurredAt }) => ago(occurredAt) },
  { head: 'what', cell: ({ kind }) => kind },
  { head: 'units', cell: ({ quantity }) => (quantity > 0 ? `+${quantity}` : String(quantity)), align: 'right' },
  { head: 'on hand', cell: ({ onHand }) => String(onHand), align: 'right' },
  { head: 'why', cell: ({ reason, restockId, id }) => reason ?? restockId ?? id, isFlexible: true },
];

export const deliveryColumns: Column<Delivery>[] = [
  { head: 'id', cell: ({ id }) => id },
  { head: 'sku', cell: ({ sku }) => sku },
  { head: 'units', cell: ({ quantity }) => String(quantity), align: 'right' },
  { head: 'status', cell: ({ status }) => status },
  { head: 'came', cell: ({ receivedAt }) => ago(receivedAt) },
  { head: 'why', cell: ({ holdReason }) => holdReason ?? '', isFlexible: true },
];

const retryColumns: Column<BulkRetrySummary>[] = [
  { head: 'name', cell: ({ name }) => name },
  { head: 'asked', cell: ({ requestedAt }) => ago(requestedAt) },
  { head: 'by', cell: ({ actor }) => actor },
  { head: 'of', cell: ({ total }) => String(total), align: 'right' },
  { head: 'retried', cell: ({ retried }) => String(retried), align: 'right' },
  { head: 'skipped', cell: ({ skipped }) => String(skipped), align: 'right' },
  { head: 'refused', cell: ({ refusedCount }) => String(refusedCount), align: 'right' },
  { head: 'wait', cell: ({ waiting }) => String(waiting), align: 'right' },
  { head: 'why', cell: ({ reason }) => reason, isFlexible: true },
];

/** Products, their ledger, what arrived, and retries of many. */
export function addLookCommands(program: Command): void {
  addList<Product>(program.command('products').description('products with their stock and what is coming'), {
    path: () => '/v1/products',
    columns: productColumns,
    nothing: 'There is no product.',
  });

  addList<Movement>(
    program.command('movements').description('the stock ledger of a product, newest first').argument('<sku>'),
    {
      path: (sku = '') => `/v1/products/${encodeURIComponent(sku)}/movements`,
      columns: movementColumns,
      nothing: 'Nothing ever moved.',
    },
  );

  addList<Delivery, { status?: string }>(
    program
      .command('deliveries')
      .description('what arrived, newest first')
      .option('--status <status>', 'received, booked, held (waits for a person) or returned'),
    {
      path: () => '/v1/deliveries',
      query: ({ status }) => ({ status }),
      columns: deliveryColumns,
      nothing: 'No delivery fits.',
    },
  );

  addList<BulkRetrySummary>(program.command('retries').description('retries of many restocks, newest first'), {
    path: () => '/v1/restocks/retries',
    columns: retryColumns,
    nothing: 'Many were never retried at once.',
  });

  program
    .command('progress')
    .description('how far a retry of many restocks is, and which could not be retried')
    .argument('<name>', 'its name: restock retries')
    .action(async (name: string, _options: object, command: Command) => {
      const desk = openDesk(command);
      const bulk = await desk.api.get<BulkRetry>(`/v1/restocks/retries/${encodeURIComponent(name)}`);
      desk.answer(bulk, progressText);
    });
}
