import { html } from 'htm/preact';
import { useEffect } from 'preact/hooks';
import type { Page } from '../../api/answers.ts';
import { messages } from '../i18n/language.ts';
import { listenTo } from '../live/events.ts';
import { useReading } from '../live/use-reading.ts';
import { HeldGoods } from '../restock/held-goods.ts';
import type { Delivery } from '../restock/restock.ts';
import { useSoon } from './use-soon.ts';

/** Goods that nobody expected, whether or not a restock was found for them. */
export function HeldSection() {
  const { held: m } = messages.value.shelf;
  const { answer, read } = useReading<Page<Delivery>>('/v1/deliveries?status=held&limit=200');
  const readSoon = useSoon(read);
  useEffect(() => {
    const ends = [listenTo('shelf', readSoon), listenTo('restocks', readSoon)];
    return () => ends.forEach((end) => end());
  }, [readSoon]);
  const held = answer?.items ?? [];
  if (held.length === 0) return null;
  return html`<section class="group person" aria-labelledby="held">
    <h2 id="held">${m.title} <span class="count">${held.length}${answer?.next && '+'}</span></h2>
    <p class="muted">${m.text}</p>
    <ul class="held">
      ${held.map((delivery) => html`<${HeldGoods} key=${delivery.id} delivery=${delivery} read=${read} />`)}
    </ul>
  </section>`;
}
