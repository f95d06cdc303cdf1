/** The words of the API that more than one resource uses. */
import { z } from 'zod';
import { attentionReasons, restockStates } from '../workflows/restock-contract.ts';
import type { Restock } from '../restocking/restock-store.ts';

export const sku = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be a SKU: 1 to 64 of A-Z a-z 0-9 . _ -')
  .meta({ example: 'CP-502101' });

/** What people call it. */
export const productName = z
  .string()
  .meta({ description: 'Name of the product; its SKU where it has none', example: 'Blue mug' });

export const restockId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,96}$/, 'must be the id of a restock, such as restock-CP-502101-1')
  .meta({ example: 'restock-CP-502101-1' });

export const factoryId = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be the id of a factory: 1 to 64 of A-Z a-z 0-9 . _ -')
  .meta({ example: 'FF-500293' });

export const time = z.iso.datetime({ precision: 3 }).meta({ description: 'RFC 3339, UTC' });

/** Units on the shelf. */
export const onHand = z.int().min(0).meta({ description: 'Units on the shelf', example: 9 });

/** Why a person asks for something; kept with it. */
export const reason = z.string().trim().min(1).max(500);

export const restockState = z.enum(restockStates).meta({ id: 'RestockState' });
export const attention = z.enum(attentionReasons).meta({
  id: 'Attention',
  description: 'Why a person should look at a restock',
});

/**
 * Or null, for schemas that have a name in the OpenAPI document: there `.nullable()` would be a bare reference, which
 * says that it is never null.
 */
export function orNull<T extends z.ZodType>(schema: T) {
  return z.union([schema, z.null()]);
}

export const restockSummary = z
  .object({
    id: restockId,
    state: restockState,
    attention: orNull(attention),
    expectedAt: time.nullable().meta({ description: 'When the goods should come; null until the factory accepts' }),
  })
  .meta({ id: 'RestockSummary', description: 'The open restock of a product, in short' });

export function summaryOf(restock: Restock | null | undefined): z.input<typeof restockSummary> | null {
  if (!restock) return null;
  const { id, state, attention: why, expectedAt } = restock;
  return { id, state, attention: why, expectedAt: expectedAt?.toISOString() ?? null };
}
