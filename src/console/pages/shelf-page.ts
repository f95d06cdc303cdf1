import { html } from 'htm/preact';
import { messages } from '../i18n/language.ts';

export function ShelfPage() {
  const m = messages.value;
  return html`<h1 tabindex="-1">${m.pages.shelf}</h1>
    <p class="empty">${m.loading}</p>`;
}
