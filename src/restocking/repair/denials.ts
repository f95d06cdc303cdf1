import { say, type Coded, type FactsOf } from '../../sentence.ts';

/** Why a repair does not apply, in a sentence for whoever asked for it. */
export const denials = {
  over: 'It is {state} already, so nothing is left to do.',
  'over-goods':
    'It is {state} already and expects nothing more. Goods that came all the same are put on the shelf with an adjustment.',
  failed: 'It has failed. Retry it: what was ordered gets a whole lead time again.',
  awaited:
    '{factory} has accepted the order and the goods are awaited, so there is nothing to retry. ' +
    'Receive them by hand, extend the deadline, close it short or cancel it.',
  'being-asked': '{factory} is being asked right now, and may accept. Ask again when its answer is known.',
  'asked-soon': '{factory} is asked in a moment anyway, so there is no pause to cut short.',
  'under-way': '{actor} is retrying it this very moment. Ask again in {#seconds} s, should nothing come of it.',
  ordered: '{factory} has accepted the order. Cancel the restock, then request a new one from another factory.',
  'goods-came': 'Goods have come for it already, so {factory} has the order although it never confirmed it.',
  'no-other-factory': 'No other factory than {factory} is configured.',
  'unknown-factory': '{factory} is not configured; it must be one of {factories}.',
  'same-factory': '{factory} is its factory already.',
  'in-doubt':
    '{factory} may have taken the order without our knowing: {#doubtful} of {#tries} tries ended in doubt, and goods would ' +
    'come from both. Ask there first; if it has no order, send this again with "confirmed": true.',
  'not-ordered': 'No order is accepted yet, so there is no delivery to wait longer for.',
  past: '{time} is past; name a time to come.',
  'nothing-came': 'Nothing has come of it yet: cancel it instead.',
  'being-shelved': 'A delivery of it is being put on the shelf. Look again in a few seconds.',
  'all-came': 'All that was ordered has come, or is on its way to the shelf.',
  'too-many':
    '{#quantity} are too many: only {#most} are still expected, of {#ordered} ordered. ' +
    'Receive no more than that, and put what is beyond it on the shelf with an adjustment.',
  'received-before':
    '{#quantity} are on record already as received by hand ({status}). For further goods, name their delivery with another deliveryId.',
  'told-before':
    '{#quantity} are on record already as the delivery {delivery} ({status}). For further goods, name their delivery with another deliveryId.',
  'no-room': '{#onHand} × {sku} are on the shelf, and it holds no more than {#most}.',
  'delivery-received': 'It was expected, and is about to be put on the shelf.',
  'delivery-booked': 'It is on the shelf already.',
  'delivery-returned': 'It was sent back already.',
} as const;

export type DenialCode = keyof typeof denials;

/** Why a repair does not apply: by code and facts, and in a sentence that says the same. */
export type Denial = Coded<DenialCode> & { sentence: string };

export function denial<const Code extends DenialCode>(code: Code, facts: FactsOf<(typeof denials)[Code]>): Denial {
  return { code, facts, sentence: say<string>(denials[code], facts) };
}

/** A retry that fitted a moment ago is needed no more: others were first, or it came right by itself. */
export function isNeedless(denial: Pick<Denial, 'code'>): boolean {
  return denial.code === 'over' || denial.code === 'awaited' || isPassing(denial);
}

/** It applies again by itself, within seconds. */
export function isPassing({ code }: Pick<Denial, 'code'>): boolean {
  return code === 'being-asked' || code === 'asked-soon' || code === 'being-shelved' || code === 'under-way';
}
