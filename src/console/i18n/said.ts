import { braces, type Coded, type Fact } from '../../sentence.ts';
import { formatClock, formatNumber } from './format.ts';
import { messages } from './language.ts';

/**
 * What the server says, in the language of the page. Null where it is not worded there: then the server's own English
 * sentence has to do.
 */
export function wordsFor({ code, facts }: Coded): string | null {
  const template = (messages.value.said as Record<string, string> | null)?.[code];
  return template?.replaceAll(braces, (_, name: string) => factInWords(name, facts[name] ?? '')) ?? null;
}

function factInWords(name: string, fact: Fact): string {
  if (typeof fact === 'number') return formatNumber(fact);
  const { states, deliveryStates } = messages.value;
  if (name === 'state') return states[fact as keyof typeof states] ?? fact;
  if (name === 'status') return deliveryStates[fact as keyof typeof deliveryStates] ?? fact;
  return name === 'time' ? formatClock(fact) : fact;
}
