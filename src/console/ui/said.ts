import { html } from 'htm/preact';
import type { Coded } from '../../sentence.ts';
import { wordsFor } from '../i18n/said.ts';

type Props = {
  /** In English, as the server says it. */
  sentence: string;
  /** What it says; null where it is free text. */
  coded: Coded | null;
};

/** A sentence of the server's in the language of the page; else as it came, for those who hear it marked as English. */
export function Said({ sentence, coded }: Props) {
  return (coded && wordsFor(coded)) ?? html`<span lang="en">${sentence}</span>`;
}
