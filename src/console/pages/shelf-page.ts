import { html } from 'htm/preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { address, go } from '../address/address.ts';
import type { Page } from '../../api/answers.ts';
import { messages } from '../i18n/language.ts';
import { listenTo } from '../live/events.ts';
import { useReading } from '../live/use-reading.ts';
import { HeldSection } from '../shelf/held-section.ts';
import { needs, type ShelfItem } from '../shelf/shelf-item.ts';
import { ShelfTable } from '../shelf/shelf-table.ts';
import { useSoon } from '../shelf/use-soon.ts';
import { Loading } from '../ui/loading.ts';
import { Trouble } from '../ui/trouble.ts';

const atFirst = 100;
const atMost = 200;

/** Every product at a glance, what needs a person first. */
export function ShelfPage() {
  const m = messages.value;
  const q = new URLSearchParams(address.value.search).get('q') ?? '';
  const [limit, setLimit] = useState(atFirst);
  const search = new URLSearchParams({ limit: String(limit), ...(q !== '' && { q }) });
  const { answer, error, read } = useReading<Page<ShelfItem>>(`/v1/shelf?${search.toString()}`);
  // While another search is under way, what was found before stays.
  const latest = useRef(answer);
  latest.current = answer ?? latest.current;
  const { current: shown } = latest;
  const readSoon = useSoon(read);
  useEffect(() => {
    const ends = [listenTo('shelf', readSoon), listenTo('restocks', readSoon)];
    return () => ends.forEach((end) => end());
  }, [readSoon]);
  return html`<div class="shelf">
    <header class="title">
      <h1 tabindex="-1">${m.pages.shelf}</h1>
      <${SearchField} q=${q} />
    </header>
    <${HeldSection} />
    ${error !== null && html`<${Trouble} error=${error} onRetry=${() => void read().catch(() => {})} />`}
    ${shown === null && error === null && html`<${Loading} />`}
    ${shown !== null && html`<${Groups} items=${shown.items} q=${q} read=${read} />`}
    ${
      shown?.next &&
      limit < atMost &&
      html`<div class="more"><button onClick=${() => setLimit(atMost)}>${m.shelf.more}</button></div>`
    }
    ${shown?.next && limit >= atMost && html`<p class="empty">${m.shelf.searchForMore}</p>`}
  </div>`;
}

function Groups({ items, q, read }: { items: ShelfItem[]; q: string; read: () => Promise<void> }) {
  const { shelf: m } = messages.value;
  if (items.length === 0) return html`<p class="empty">${q === '' ? m.none : m.noneFound(q)}</p>`;
  return needs.map((need) => {
    const these = items.filter((item) => item.needs === need);
    return these.length > 0 && html`<${ShelfTable} key=${need} need=${need} items=${these} read=${read} />`;
  });
}

function SearchField({ q }: { q: string }) {
  const { shelf: m } = messages.value;
  const find = (event: Event) => {
    const text = (event.target as HTMLInputElement).value.trim();
    go(text === '' ? '/console/' : `/console/?q=${encodeURIComponent(text)}`, { replace: true });
  };
  return html`<input
    class="search"
    type="search"
    data-shortcut="search"
    aria-label=${m.search}
    placeholder=${m.search}
    maxlength="200"
    value=${q}
    onInput=${find}
  />`;
}
