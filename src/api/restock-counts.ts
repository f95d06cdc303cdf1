import { z } from 'zod';
import { mostClosed } from '../restocking/restock-counts.ts';
import { attentionReasons, restockStates } from '../workflows/restock-contract.ts';

const count = z.int().min(0);

function countsOf<Name extends string>(names: readonly Name[]) {
  return z.object(Object.fromEntries(names.map((name) => [name, count])) as Record<Name, typeof count>);
}

export const restockCounts = z
  .object({
    total: count,
    inFlight: count.meta({ description: 'Neither ended nor failed' }),
    failed: count,
    states: countsOf(restockStates),
    attention: countsOf(attentionReasons),
    isExact: z.boolean().meta({
      description: `False: ${mostClosed} delivered or cancelled ones fit or more, and no more than that were counted`,
    }),
  })
  .meta({ id: 'RestockCounts' });
