import { z } from 'zod';
import type { Restock } from '../restocking/restock-store.ts';
import { attention, orNull, restockId, restockState, sku, time } from './schemas.ts';

export const restock = z
  .object({
    id: restockId,
    sku,
    state: restockState,
    attention: orNull(attention),
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
  const workflows = `${temporal.uiUrl}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows`;
  return (row: Restock): z.input<typeof restock> => ({
    id: row.id,
    sku: row.sku,
    state: row.state,
    attention: row.attention,
    quantity: row.quantity,
    delivered: row.delivered,
    factoryId: row.factoryId,
    factoryOrderId: row.factoryOrderId,
    requestedAt: row.requestedAt.toISOString(),
    expectedAt: row.expectedAt?.toISOString() ?? null,
    closedAt: row.closedAt?.toISOString() ?? null,
    lastError: row.lastError,
    links: { temporal: `${workflows}/${row.id}` },
  });
}
