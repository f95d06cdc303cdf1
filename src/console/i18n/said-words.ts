import type { SentenceCode } from '../../api/coded.ts';

/** What the server says, by code: templates with the same facts in braces as its own. */
export type SaidWords = Record<SentenceCode, string>;
