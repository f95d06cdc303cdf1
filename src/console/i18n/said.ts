import { braces, type Coded, type Fact } from '../../sentence.ts';
import { formatClock, formatNumber } from './format.ts';
import { language, messages } from './language.ts';
import { nameOf } from './who.ts';

/** A part of a sentence; `foreign`: somebody else's words, in English or whatever they speak. */
type Part = { text: string; isForeign: boolean };

/** What others said, which nobody translates. */
const foreign = new Set(['said', 'cause', 'answer']);

/**
 * What the server says, in the words of the page. Null where it has none: then the server's own English
 * sentence has to do.
 */
export function partsFor(coded: Coded | null): Part[] | null {
  const template = coded && (messages.value.said as Partial<Record<string, string>>)[coded.code];
  if (!coded || !template) return null;
  return template.split(braces).map((part, index) => {
    if (index % 2 === 0) return { text: part, isForeign: false };
    return { text: factInWords(part, coded.facts[part] ?? ''), isForeign: foreign.has(part) };
  });
}

/** The same as a plain text. */
export function textFor(sentence: string, coded: Coded | null): string {
  return (
    partsFor(coded)
      ?.map(({ text }) => text)
      .join('') ?? sentence
  );
}

/** Who reads a page aloud has to know where it speaks another language: as far as the letters tell. */
export function languageOf(text: string): string | undefined {
  const spoken = /\p{Script=Hangul}/u.test(text) ? 'ko' : /\p{Script=Latin}{2}/u.test(text) ? 'en' : language.value;
  return spoken === language.value ? undefined : spoken;
}

function factInWords(name: string, fact: Fact): string {
  if (typeof fact === 'number') return formatNumber(fact);
  const { states: state, deliveryStates: status, ends: how, fieldNames: field } = messages.value;
  const words: Record<string, Record<string, string>> = { state, status, how, field };
  if (name === 'time' || name === 'formerTime') return Number.isNaN(Date.parse(fact)) ? fact : formatClock(fact);
  if (name === 'actor') return nameOf(fact);
  // Such as 20s.
  if (name === 'patience') return fact.replace(/[a-z]+$/, (unit) => messages.value.units[unit] ?? unit);
  return words[name]?.[fact] ?? fact;
}
