import { computed, effect } from '@preact/signals';
import { kept } from '../ui/kept.ts';
import { english } from './english.ts';
import { korean } from './korean.ts';

/** Every sentence of the console. A language that lacks one does not compile. */
export type Messages = typeof english;

const all = { en: english, ko: korean } satisfies Record<string, Messages>;

export type Language = keyof typeof all;

/** Each in its own words. */
export const languageNames: Record<Language, string> = { en: 'English', ko: '한국어' };

export const language = kept<Language>('language', {
  initial: navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en',
  isValid: isLanguage,
});

/** The sentences in the language that is chosen. */
export const messages = computed<Messages>(() => all[language.value]);

export function applyLanguage(): void {
  effect(() => void (document.documentElement.lang = language.value));
}

/** The tag to write numbers and times by: that of the person's own region, where it is of this language. */
export const locale = computed(
  () => navigator.languages.find((tag) => tag.startsWith(language.value)) ?? language.value,
);

function isLanguage(text: string): text is Language {
  return text in all;
}
