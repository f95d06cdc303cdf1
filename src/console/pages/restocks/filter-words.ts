import { html } from 'htm/preact';
import { formatExact } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import type { RestockFilter } from './filter.ts';

/** A filter as a person would say it. */
export function FilterWords({ filter }: { filter: RestockFilter }) {
  const { restocks: m, states, attention } = messages.value;
  const words = [
    ...filter.state.map((state) => states[state]),
    ...filter.attention.map((reason) => attention[reason]),
    ...(filter.sku ? [`${m.sku} ${filter.sku}`] : []),
    ...(filter.factoryId ? [`${m.factory} ${filter.factoryId}`] : []),
    ...(filter.requestedFrom ? [`${m.from} ${formatExact(filter.requestedFrom)}`] : []),
    ...(filter.requestedBefore ? [`${m.before} ${formatExact(filter.requestedBefore)}`] : []),
  ];
  return html`<span class="badges">${words.map((word) => html`<span class="badge quiet">${word}</span>`)}</span>`;
}
