import { z } from 'zod';
import type { Named } from '../inventory/product-store.ts';
import type { Restock } from '../restocking/restock-store.ts';
import { statusOf } from '../restocking/restock-status.ts';
import { coded, troubleCoded } from './coded.ts';
import { attention, orNull, productName, restockId, restockState, sku, time } from './schemas.ts';

const restockStatus = z
  .object({
    sentence: z.string().meta({
      description: 'Where it stands, in plain words; the Web UI has the same',
      example:
        'Waiting since 2026-11-24T12:00:00Z for FF-500293 to accept the order of 10 × CP-502101, after 4 tries. ' +
        'Latest error: The factory FF-500293 answered 503. The next try is at 2026-11-24T12:04:00Z.',
    }),
    waitingFor: z
      .enum(['factory', 'delivery', 'person'])
      .nullable()
      .meta({ description: 'Null: for nothing any more' }),
    since: time,
    tries: z.int().meta({ description: 'How often the factory was asked for the order' }),
    latestError: z.string().nullable(),
    latestErrorCoded: orNull(coded),
    next: z.enum(['try', 'answer', 'reminder', 'failure']).nullable().meta({
      description:
        'What happens by itself: the factory is asked, its answer is due, a person is told, the restock fails; null: nothing',
    }),
    nextAt: time.nullable(),
  })
  .meta({ id: 'RestockStatus' });

export const restock = z
  .object({
    id: restockId,
    sku,
    productName,
    state: restockState,
    attention: orNull(attention),
    attentionSince: time.nullable(),
    status: restockStatus,
    quantity: z.int().meta({ description: 'Units ordered' }),
    delivered: z.int().meta({ description: 'Units on the shelf so far' }),
    factoryId: z.string(),
    factoryOrderId: z.string().nullable(),
    requestedAt: time,
    expectedAt: time.nullable(),
    closedAt: time.nullable(),
    lastError: z.string().nullable(),
    links: z.object({ temporal: z.url().meta({ description: 'Its workflow in Temporal’s Web UI' }) }),
  })
  .meta({ id: 'Restock' });

/** @param temporal where the Web UI is, and the namespace of the workflows */
export function createRestockView(temporal: { uiUrl: string; namespace: string }) {
  const linkTo = createRestockLinks(temporal);
  return (row: Named<Restock>): z.input<typeof restock> => ({
    id: row.id,
    sku: row.sku,
    productName: row.productName,
    state: row.state,
    attention: row.attention,
    attentionSince: row.attentionSince?.toISOString() ?? null,
    status: statusView(row),
    quantity: row.quantity,
    delivered: row.delivered,
    factoryId: row.factoryId,
    factoryOrderId: row.factoryOrderId,
    requestedAt: row.requestedAt.toISOString(),
    expectedAt: row.expectedAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    lastError: row.lastError,
    links: { temporal: linkTo(row.id) },
  });
}

/** Where Temporal's Web UI shows the workflow of a restock. */
export function createRestockLinks({ uiUrl, namespace }: { uiUrl: string; namespace: string }) {
  const workflows = `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows`;
  return (id: string): string => `${workflows}/${id}`;
}

function statusView(row: Restock): z.input<typeof restockStatus> {
  const { since, nextAt, ...status } = statusOf(row);
  return {
    ...status,
    latestErrorCoded: troubleCoded(status.latestError),
    since: since.toISOString(),
    nextAt: nextAt?.toISOString() ?? null,
  };
}
