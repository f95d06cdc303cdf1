import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { html } from 'htm/preact';
import { messages } from '../i18n/language.ts';
import { Icon } from './icon.ts';
import { focusHeading } from './use-kept-focus.ts';

type Props = { title: string; onClose: () => void; isWide?: boolean; children?: ComponentChildren };

/** A window over the page. Escape closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, isWide = false, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const { current: dialog } = element;
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
      else focusHeading();
    };
  }, []);
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return html`<dialog ref=${element} class=${isWide ? 'wide' : ''} aria-labelledby=${heading} onCancel=${cancel}>
    <header>
      <h2 id=${heading}>${title}</h2>
      <button class="quiet" aria-label=${messages.value.close} onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    ${children}
  </dialog>`;
}
