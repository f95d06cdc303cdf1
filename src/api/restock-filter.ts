import { z } from 'zod';
import { attention, factoryId, restockState, sku } from './schemas.ts';

const moment = z.iso
  .datetime({ offset: true, error: 'must be a time in RFC 3339, such as 2026-11-24T12:00:00Z' })
  .transform((text) => new Date(text));

/** Which restocks are meant: the parameters of lists and counts, and the body of a retry of many, in the same words. */
export const restockFilter = {
  state: several(restockState, 'In one of these states'),
  attention: several(attention, 'With one of these reasons'),
  sku: sku.optional(),
  factoryId: factoryId.optional(),
  requestedFrom: moment.optional().meta({ description: 'Requested at this time or later' }),
  requestedBefore: moment.optional().meta({ description: 'Requested before this time' }),
  since: moment.optional().meta({ description: 'Those that got into trouble at this time or later' }),
  until: moment.optional().meta({ description: 'Those that got into trouble before this time' }),
};

/** One, or several as a list or with commas between them. */
function several<Word extends string>(word: z.ZodType<Word>, description: string) {
  const split = (given: unknown) => (typeof given === 'string' ? given.split(',') : given);
  return z.preprocess(split, z.array(word).min(1).max(20).optional()).meta({
    description: `${description}; several with commas between them`,
    param: { style: 'form', explode: false },
  });
}
