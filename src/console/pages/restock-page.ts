import { html } from 'htm/preact';
import { messages } from '../i18n/language.ts';

export function RestockPage({ id }: { id: string }) {
  const m = messages.value;
  return html`<h1 tabindex="-1">${id}</h1>
    <p class="empty">${m.loading}</p>`;
}
