import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { go } from '../address/address.ts';
import { messages } from '../i18n/language.ts';
import { Dialog } from './dialog.ts';
import { kept } from './kept.ts';

const isOpen = signal(false);

/** Single keys get in the way of some who speak to their computer: they can be switched off. */
const use = kept<'on' | 'off'>('shortcuts', {
  initial: 'on',
  isValid: (text): text is 'on' | 'off' => text === 'on' || text === 'off',
});

const keys = {
  '?': () => (isOpen.value = true),
  s: () => go('/console/'),
  r: () => go('/console/restocks'),
  '/': () => press('search'),
  n: () => press('new'),
} satisfies Record<string, () => void>;

export type Shortcut = keyof typeof keys;

export function showShortcuts(): void {
  isOpen.value = true;
}

/** Listens to the keys until what it answers is called. */
export function handleShortcuts(): () => void {
  const listen = (event: KeyboardEvent) => {
    const isTyping =
      event.target instanceof Element && event.target.closest('input, textarea, select, dialog') !== null;
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
    if (use.value === 'off' || isTyping || !isPlain || !(event.key in keys)) return;
    event.preventDefault();
    keys[event.key as Shortcut]();
  };
  addEventListener('keydown', listen);
  return () => removeEventListener('keydown', listen);
}

/** Presses, or goes to, what a page has marked as meant by this. */
function press(name: string): void {
  const element = document.querySelector<HTMLElement>(`[data-shortcut="${name}"]`);
  if (element instanceof HTMLInputElement) element.select();
  else element?.click();
  element?.focus();
}

export function ShortcutsDialog() {
  const { shortcuts: m } = messages.value;
  if (!isOpen.value) return null;
  return html`<${Dialog} title=${m.title} onClose=${() => (isOpen.value = false)}>
    <dl class="shortcuts">
      ${(Object.keys(keys) as Shortcut[]).map(
        (key) =>
          html`<dt><kbd>${key}</kbd></dt>
            <dd>${m.keys[key]}</dd>`,
      )}
    </dl>
    <label class="check">
      <input
        type="checkbox"
        checked=${use.value === 'on'}
        onChange=${(event: Event) => (use.value = (event.target as HTMLInputElement).checked ? 'on' : 'off')}
      />
      ${m.use}
    </label>
  </${Dialog}>`;
}
