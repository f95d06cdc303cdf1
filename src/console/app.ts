import { effect } from '@preact/signals';
import { html } from 'htm/preact';
import { useEffect, useRef } from 'preact/hooks';
import { page, type Page } from './address/address.ts';
import { session } from './client/session.ts';
import { Header } from './header.ts';
import { messages, type Messages } from './i18n/language.ts';
import { connection } from './live/events.ts';
import { LogInPage } from './pages/log-in-page.ts';
import { ProductPage } from './pages/product-page.ts';
import { RestockPage } from './pages/restock-page.ts';
import { RestocksPage } from './pages/restocks/restocks-page.ts';
import { ShelfPage } from './pages/shelf-page.ts';
import { Loading } from './ui/loading.ts';
import { ReasonDialog } from './ui/reason-dialog.ts';
import { ShortcutsDialog, handleShortcuts } from './ui/shortcuts.ts';
import { Toasts } from './ui/toasts.ts';

export function App() {
  const m = messages.value;
  const main = useRef<HTMLElement>(null);
  const { value: at } = page;
  const key = keyOf(at);
  const before = useRef(key);
  useEffect(() => handleShortcuts(), []);
  useEffect(() => effect(() => void (document.title = `${titleOf(page.value, messages.value)} – Restock`)), []);
  useEffect(() => {
    // Whoever does not see the page change hears its heading.
    if (before.current !== key) main.current?.querySelector('h1')?.focus();
    before.current = key;
  }, [key]);
  return html`
    <a class="skip" href="#main">${m.skip}</a>
    <${Header} />
    <main id="main" ref=${main} tabindex="-1"><${Content} key=${key} /></main>
    <${Toasts} />
    <${ReasonDialog} />
    <${ShortcutsDialog} />
  `;
}

function Content() {
  const m = messages.value;
  const { value: at } = page;
  if (at.name === 'log-in') return html`<${LogInPage} />`;
  if (session.value === undefined) {
    return html`<${Loading} text=${connection.value === 'away' ? m.problems.away : m.loading} />`;
  }
  if (session.value === null) return null;
  if (at.name === 'restocks') return html`<${RestocksPage} />`;
  if (at.name === 'restock') return html`<${RestockPage} id=${at.id} />`;
  if (at.name === 'product') return html`<${ProductPage} sku=${at.sku} />`;
  if (at.name === 'shelf') return html`<${ShelfPage} />`;
  return html`<section class="empty">
    <h1 tabindex="-1">${m.unknownPage.title}</h1>
    <p>${m.unknownPage.text}</p>
    <p><a href="/console/">${m.pages.shelf}</a> · <a href="/console/restocks">${m.pages.restocks}</a></p>
  </section>`;
}

function keyOf(at: Page): string {
  if (at.name === 'restock') return `restock/${at.id}`;
  return at.name === 'product' ? `product/${at.sku}` : at.name;
}

function titleOf(at: Page, m: Messages): string {
  if (at.name === 'restock') return at.id;
  if (at.name === 'product') return at.sku;
  return at.name === 'unknown' ? m.unknownPage.title : m.pages[at.name];
}
