import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import type { Page } from '../client/wire.ts';
import { messages } from '../i18n/language.ts';
import { listenTo } from '../live/events.ts';
import { useReading } from '../live/use-reading.ts';
import { HeldGoods } from '../restock/held-goods.ts';
import type { Delivery } from '../restock/restock.ts';
import { useSoon } from './use-soon.ts';

/** Goods that arrived and for which no restock could be found. */
export function StrayGoods() {
  const { held: m } = messages.value.shelf;
  const { answer, read } = useReading<Page<Delivery>>('/v1/deliveries?status=held&limit=200');
  const readSoon = useSoon(read);
  useEffect(() => listenTo('shelf', readSoon), [readSoon]);
  const stray = answer?.items.filter(({ restockId }) => restockId === null) ?? [];
  if (stray.length === 0) return null;
  return html`<section class="group person" aria-labelledby="stray">
    <h2 id="stray">${m.title} <span class="count">${stray.length}</span></h2>
    <p class="muted">${m.text}</p>
    <ul class="held">
      ${stray.map((delivery) => html`<${HeldGoods} key=${delivery.id} delivery=${delivery} read=${read} />`)}
    </ul>
  </section>`;
}
