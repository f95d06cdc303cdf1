import { ask } from '../client/ask.ts';
import type { Restock } from '../../api/answers.ts';
import { messages } from '../i18n/language.ts';
import { labelOf } from '../restock/product-label.ts';
import { askReason } from '../ui/reason-dialog.ts';
import { toast } from '../ui/toasts.ts';

type Product = { sku: string; name: string; onHand: number; orderQuantity: number };

/** Asks before a restock is requested by hand. */
export function askToReplenish({ sku, name, orderQuantity }: Product, done: () => Promise<void>): void {
  const { replenish: m } = messages.value.shelf;
  const product = labelOf({ productName: name, sku });
  askReason({
    title: m.name,
    text: m.text(product),
    confirm: m.name,
    reasons: m.reasons,
    fields: [
      {
        name: 'quantity',
        label: m.quantity,
        hint: orderQuantity > 0 ? m.usual(orderQuantity) : undefined,
        type: 'number',
        value: orderQuantity > 0 ? String(orderQuantity) : '',
        min: '1',
        max: '1000000',
        isRequired: true,
      },
    ],
    async run({ reason, actor, values }) {
      const known = Date.now();
      const body = { sku, reason, actor, quantity: Number(values['quantity']) };
      const restock = await ask<Restock>('/v1/restocks', { method: 'POST', body });
      toast(Date.parse(restock.requestedAt) < known - 60_000 ? m.open(product) : m.done(product));
      void done().catch(() => {});
    },
  });
}

/** Asks what was counted, and corrects the stock by the difference. */
export function askToAdjust({ sku, name, onHand }: Product, done: () => Promise<void>): void {
  const { adjust: m } = messages.value.shelf;
  const product = labelOf({ productName: name, sku });
  askReason({
    title: m.name,
    text: m.text(product, onHand),
    confirm: m.name,
    reasons: m.reasons,
    fields: [
      {
        name: 'counted',
        label: m.counted,
        hint: m.soldMeanwhile,
        type: 'number',
        value: String(onHand),
        min: '0',
        isRequired: true,
      },
    ],
    async run({ reason, actor, values }) {
      const quantity = Number(values['counted']) - onHand;
      if (quantity === 0) return toast(m.same);
      const path = `/v1/products/${encodeURIComponent(sku)}/adjustments`;
      const movement = await ask<{ onHand: number }>(path, { method: 'POST', body: { quantity, reason, actor } });
      toast(m.done(product, movement.onHand));
      void done().catch(() => {});
    },
  });
}
