import { z } from 'zod';
import { unnamed } from '../access/unnamed.ts';
import { actionKinds, type RestockAction } from '../restocking/repair/action-store.ts';
import { repairKinds } from '../restocking/repair/offers.ts';
import type { Repaired } from '../restocking/repair/repair-deps.ts';
import { coded } from './coded.ts';
import type { Origin } from './route.ts';
import { orNull, reason, time } from './schemas.ts';

/** Who asks, where nobody is asked who they are. */
const actor = z.string().trim().min(1).max(100).default(unnamed).meta({
  description: 'Who asks; kept with the reason. Only where the API is open: a key or a log-in says it by itself',
  example: 'Kim',
});

export const asker = { reason, actor };

/** The request of whoever was asked who they are, or else says so. */
export function askedBy<Asked extends { actor: string }>({ caller }: Origin, asked: Asked): Asked {
  return { ...asked, actor: caller.name ?? asked.actor };
}

const action = z
  .object({
    id: z.string(),
    kind: z.enum(actionKinds),
    actor: z.string(),
    reason: z.string(),
    outcome: z.enum(['pending', 'done', 'failed']).meta({ description: '`pending`: its outcome is not known yet' }),
    message: z.string().nullable().meta({ description: 'What came of it, in a sentence' }),
    askedAt: time,
    doneAt: time.nullable(),
    deliveryId: z.string().nullable().meta({ description: 'The delivery that it is about, if it is about one' }),
  })
  .meta({ id: 'RestockAction', description: 'What a person did about a restock, for the record' });

export const offer = z
  .object({
    kind: z.enum(repairKinds),
    whyNot: orNull(
      coded
        .extend({ sentence: z.string().meta({ description: 'The same in English; the refusal’s `detail`' }) })
        .meta({ id: 'RepairDenied', description: 'Why it would be refused' }),
    ),
  })
  .meta({ id: 'RepairOffer', description: 'A repair: whether it applies now, and if it does not, why' });

export const repaired = z
  .object({
    action,
    repeated: z
      .boolean()
      .meta({ description: 'It had been done before: this is that record, and nothing more was done' }),
  })
  .meta({ id: 'Repaired' });

function actionView(row: RestockAction): z.input<typeof action> {
  const { id, kind, actor: who, reason: why, outcome, message, askedAt, doneAt, deliveryId } = row;
  return {
    id,
    kind,
    actor: who,
    reason: why,
    outcome,
    message,
    askedAt: askedAt.toISOString(),
    doneAt: doneAt?.toISOString() ?? null,
    deliveryId,
  };
}

export function repairedView({ action: done, repeated }: Repaired): z.input<typeof repaired> {
  return { action: actionView(done), repeated };
}
