import { effect, signal, type Signal } from '@preact/signals';

/** A choice that this browser remembers. Where it may keep nothing, the choice lasts as long as the page. */
export function kept<Value extends string>(
  name: string,
  { initial, isValid }: { initial: Value; isValid: (text: string) => text is Value },
): Signal<Value> {
  const choice = signal(read(name, isValid) ?? initial);
  effect(() => write(name, choice.value));
  return choice;
}

function read<Value extends string>(name: string, isValid: (text: string) => text is Value): Value | null {
  try {
    const text = localStorage.getItem(`restock.${name}`);
    return text !== null && isValid(text) ? text : null;
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(`restock.${name}`, value);
  } catch {
    // It is kept in memory.
  }
}
