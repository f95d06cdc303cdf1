import { z } from 'zod';
import { factoryTroubles } from '../factory/factory-troubles.ts';
import { ledgerNotes, stockRefusals } from '../inventory/stock-sentences.ts';
import { denials } from '../restocking/repair/denials.ts';
import { repairOutcomes } from '../restocking/repair/repair-outcomes.ts';
import { formerHoldReasons, holdReasons } from '../restocking/hold-reasons.ts';
import { recognizer, type Coded } from '../sentence.ts';
import { troubles } from '../workflows/troubles.ts';
import { faultWords } from './fault-words.ts';

/** Every sentence that has a code. */
export const sentences = {
  ...troubles,
  ...factoryTroubles,
  ...holdReasons,
  ...denials,
  ...repairOutcomes,
  ...ledgerNotes,
  ...faultWords,
  ...stockRefusals,
};

export type SentenceCode = keyof typeof sentences;

export const coded = z
  .object({
    code: z.enum(Object.keys(sentences) as [SentenceCode, ...SentenceCode[]]),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({
    id: 'Coded',
    description:
      'What a sentence beside it says, by code and facts, for whoever words it otherwise. Codes stay as they are',
  });

const recognizeFormer: (sentence: string | null) => Coded<SentenceCode> | null = recognizer(formerHoldReasons);

const recognizeTrouble = recognizer({
  ...troubles,
  ...factoryTroubles,
  ...holdReasons,
  ...denials,
  ...repairOutcomes,
  ...stockRefusals,
});

/** What an error, a refusal or the reason for a hold says; null: it is free text, or worded as no sentence is any more. */
export function troubleCoded(sentence: string | null): Coded<SentenceCode> | null {
  return recognizeTrouble(sentence) ?? recognizeTrouble(withoutCause(sentence)) ?? recognizeFormer(sentence);
}

export const noteCoded: (reason: string | null) => Coded<SentenceCode> | null = recognizer(ledgerNotes);

export const faultCoded: (message: string) => Coded<SentenceCode> | null = recognizer(faultWords);

/** What is written down of an error names its cause after it, which these sentences have in them already. */
function withoutCause(sentence: string | null): string | null {
  const end = sentence?.search(/(?<=taken the order|\)): /) ?? -1;
  return end === -1 ? null : (sentence?.slice(0, end) ?? null);
}
