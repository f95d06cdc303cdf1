import { html } from 'htm/preact';
import { messages } from '../i18n/language.ts';

/** Stands where something will be that is still asked for. */
export function Loading({ text = messages.value.loading }: { text?: string }) {
  return html`<p class="empty loading" role="status">${text}</p>`;
}
