import type { Repaired } from '../../api/answers.ts';
import { ask } from '../client/ask.ts';
import { messages } from '../i18n/language.ts';
import { askReason, type Answer, type Field } from '../ui/reason-dialog.ts';
import { toast } from '../ui/toasts.ts';
import { localInput, tomorrow } from './local-time.ts';
import { restOf, type Delivery, type DecisionKind, type RepairKind, type RestockInFull } from './restock.ts';
import { usualReasons } from './repair-words.ts';
import { subjectOf, subjectOfGoods } from './subject.ts';

const paths: Record<RepairKind, string> = {
  retry: 'retry',
  receive: 'receive',
  cancel: 'cancel',
  close_short: 'close-short',
  extend_deadline: 'extend-deadline',
  change_factory: 'change-factory',
};

/** Asks before a restock is repaired; then does it, says so, and calls back. */
export function askRepair(restock: RestockInFull, kind: RepairKind, done: () => Promise<void>): void {
  const words = messages.value.repairs.actions[kind];
  const subject = subjectOf(restock);
  askReason({
    title: words.name,
    text: words.does(subject),
    confirm: words.name,
    isDangerous: kind === 'cancel' || kind === 'close_short',
    reasons: usualReasons(words, restock.attention),
    fields: fieldsFor[kind]?.(restock),
    async run(answer) {
      const body = { ...askedBy(answer), ...bodyFor[kind]?.(answer.values) };
      const { repeated } = await ask<Repaired>(`/v1/restocks/${restock.id}/${paths[kind]}`, { method: 'POST', body });
      toast(repeated ? messages.value.restock.repeated : words.done(subject));
      void done().catch(() => {});
    },
  });
}

/** Asks before goods that nobody expected are taken in or sent back. */
export function askDecision(
  delivery: Delivery,
  { decision, restock, done }: { decision: DecisionKind; restock?: RestockInFull; done: () => Promise<void> },
): void {
  const words = messages.value.repairs.actions[decision];
  const subject = restock ? subjectOf(restock, delivery) : subjectOfGoods(delivery);
  askReason({
    title: words.name,
    text: words.does(subject),
    confirm: words.name,
    isDangerous: decision === 'send_back',
    reasons: words.reasons,
    async run(answer) {
      const body = { ...askedBy(answer), deliveryId: delivery.id, decision };
      const { repeated } = await ask<Repaired>('/v1/deliveries/decide', { method: 'POST', body });
      toast(repeated ? messages.value.restock.repeated : words.done(subject));
      void done().catch(() => {});
    },
  });
}

function askedBy({ reason, actor }: Answer): { reason: string; actor?: string } {
  return { reason, actor };
}

const fieldsFor: Partial<Record<RepairKind, (restock: RestockInFull) => Field[]>> = {
  receive(restock) {
    const { fields } = messages.value.restock;
    const rest = restOf(restock);
    const isAgain = restock.deliveries.some(({ source }) => source === 'person');
    return [
      { name: 'quantity', label: fields.quantity, type: 'number', value: String(rest), min: '1', isRequired: true },
      {
        name: 'deliveryId',
        label: fields.deliveryId,
        hint: isAgain ? fields.deliveryIdNeeded : fields.deliveryIdHint,
        type: 'text',
        isRequired: isAgain,
      },
    ];
  },
  extend_deadline({ expectedAt }) {
    const { fields } = messages.value.restock;
    const value = localInput(tomorrow(expectedAt));
    return [
      {
        name: 'expectedAt',
        label: fields.expectedAt,
        type: 'datetime-local',
        value,
        min: localInput(new Date()),
        isRequired: true,
      },
    ];
  },
  change_factory({ otherFactories, factoryId, doubtfulTries }) {
    const { fields } = messages.value.restock;
    const options = otherFactories.map((id) => ({ value: id, label: id }));
    const choice: Field = { name: 'factoryId', label: fields.factoryId, type: { options }, isRequired: true };
    const confirmed: Field = {
      name: 'confirmed',
      label: fields.confirmed(factoryId),
      hint: fields.confirmedHint(factoryId),
      type: 'checkbox',
      isRequired: true,
    };
    return doubtfulTries > 0 ? [choice, confirmed] : [choice];
  },
};

const bodyFor: Partial<Record<RepairKind, (values: Record<string, string>) => object>> = {
  receive: ({ quantity, deliveryId }) => ({ quantity: Number(quantity), deliveryId: deliveryId || null }),
  extend_deadline: ({ expectedAt }) => ({ expectedAt: new Date(expectedAt ?? '').toISOString() }),
  change_factory: ({ factoryId, confirmed }) => ({ factoryId, confirmed: confirmed === 'on' }),
};
