import { html } from 'htm/preact';
import type { Coded } from '../../sentence.ts';
import { languageOf, partsFor } from '../i18n/said.ts';

type Props = {
  /** In English, as the server says it. */
  sentence: string;
  /** What it says; null where it is free text. */
  coded: Coded | null;
};

/** A sentence of the server's in the language of the page; what is in another is marked for those who hear it. */
export function Said({ sentence, coded }: Props) {
  const parts = partsFor(coded);
  if (parts === null) return html`<${Words} text=${sentence} />`;
  return parts.map(({ text, isForeign }) => (isForeign ? html`<${Words} text=${text} />` : text));
}

/** What a person or a factory wrote, as it is. */
export function Words({ text }: { text: string }) {
  return html`<span lang=${languageOf(text)}>${text}</span>`;
}
