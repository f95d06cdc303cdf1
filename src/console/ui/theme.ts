import { effect } from '@preact/signals';
import { kept } from './kept.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

export const theme = kept<Theme>('theme', {
  initial: 'system',
  isValid: (text): text is Theme => (themes as readonly string[]).includes(text),
});

export function applyTheme(): void {
  effect(() => void (document.documentElement.dataset['theme'] = theme.value));
}
