import type { DenialCode } from '../../restocking/repair/denials.ts';

/** What the server says, by code: templates with the same facts in braces as its own. */
export type SaidWords = Record<DenialCode, string>;
