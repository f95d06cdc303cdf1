import { z } from 'zod';
import { scopes } from '../access/scopes.ts';
import type { RefusalCode } from '../errors.ts';
import { coded } from './coded.ts';
import { problems, problemType } from './problem.ts';
import { onHand, orNull, restockState, restockSummary } from './schemas.ts';

const requested = z.int().meta({ description: 'Units that were asked for', example: 3 });
const sku = z.string();

/** Members that a problem document has beside those of RFC 9457. */
const extensions: Partial<Record<RefusalCode, z.ZodRawShape>> = {
  'invalid-request': {
    errors: z.array(
      z.object({
        in: z.enum(['path', 'query', 'header', 'body']),
        path: z.string().meta({ description: 'Field, parameter or header; fields within fields are joined by dots' }),
        message: z.string().meta({ example: 'quantity must be at least 1' }),
        coded: orNull(coded),
      }),
    ),
  },
  forbidden: { needed: z.array(z.enum(scopes)), granted: z.array(z.enum(scopes)) },
  'method-not-allowed': { allowed: z.array(z.string()) },
  'unknown-product': { sku },
  'sold-out': { sku, requested, onHand, restock: orNull(restockSummary) },
  'not-applicable': {
    restockId: z.string().nullable().meta({ description: 'Null for a delivery that belongs to no restock' }),
    coded,
    state: restockState.optional().meta({ description: 'The state that the restock is in' }),
  },
  'temporal-away': { coded: coded.optional() },
  'stock-would-go-negative': { sku, requested, onHand, coded },
  'stock-too-large': { sku, requested, onHand, coded },
  'idempotency-key-reused': { sku, requested },
};

/** The schema of one kind of problem document. */
export const problemSchemas = Object.fromEntries(
  Object.entries(problems).map(([code, { status, title, meaning }]) => [
    code,
    z
      .object({
        type: z.literal(problemType(code as RefusalCode)),
        title: z.literal(title),
        status: z.literal(status),
        detail: z.string(),
        instance: z.string().meta({ description: 'This request, as the log knows it' }),
        ...extensions[code as RefusalCode],
      })
      .meta({ id: `Problem-${code}`, description: meaning }),
  ]),
) as unknown as Record<RefusalCode, z.ZodObject>;
