import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { messages } from '../i18n/language.ts';
import { Icon } from './icon.ts';

type Toast = { id: number; text: string };

const toasts = signal<Toast[]>([]);
let count = 0;

/** Says that something was done. What went wrong is said where it was asked for, and stays there. */
export function toast(text: string): void {
  const id = (count += 1);
  toasts.value = [...toasts.value, { id, text }].slice(-3);
  setTimeout(() => dismiss(id), 8_000);
}

function dismiss(id: number): void {
  toasts.value = toasts.value.filter((each) => each.id !== id);
}

export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map(
      ({ id, text }) =>
        html`<div class="toast" key=${id}>
          <${Icon} name="check" /><span>${text}</span>
          <button class="quiet" aria-label=${messages.value.close} onClick=${() => dismiss(id)}>
            <${Icon} name="close" />
          </button>
        </div>`,
    )}
  </div>`;
}
