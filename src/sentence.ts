/**
 * Sentences of which others need to know what they say: a template with facts in braces, known by a code. Whoever speaks
 * another language words it from code and facts. Imports nothing, so that workflows can have it, too.
 */

/** `{factory}` is a text, `{#quantity}` a whole number. */
type NamesIn<Template extends string, Mark extends '' | '#'> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? | (Name extends `#${infer Number}` ? (Mark extends '#' ? Number : never) : Mark extends '#' ? never : Name)
    | NamesIn<Rest, Mark>
  : never;

export type Fact = string | number;

/** What a template leaves open, by name. */
export type FactsOf<Template extends string> = Record<NamesIn<Template, ''>, string> &
  Record<NamesIn<Template, '#'>, number>;

/** What a sentence says, for whoever words it otherwise. */
export type Coded<Code extends string = string> = { code: Code; facts: Record<string, Fact> };

/** Finds the facts in a template. */
export const braces = /\{#?(\w+)\}/g;

/** The English sentence. */
export function say<const Template extends string>(template: Template, facts: FactsOf<Template>): string {
  return template.replaceAll(braces, (_, name: string) => String((facts as Record<string, Fact>)[name] ?? ''));
}

/**
 * Recognizes the sentences of these templates, by code: rows and failures carry sentences, and what these say is known
 * again wherever they come from.
 */
export function recognizer<Code extends string>(templates: Record<Code, string>) {
  const known = Object.entries<string>(templates).map(([code, template]) => ({
    code: code as Code,
    numbers: new Set([...template.matchAll(/\{#(\w+)\}/g)].map(([, name]) => name)),
    pattern: new RegExp(`^${template.split(braces).map(partOf).join('')}$`, 's'),
  }));
  return (sentence: string | null): Coded<Code> | null => {
    if (sentence === null) return null;
    for (const { code, numbers, pattern } of known) {
      const found = pattern.exec(sentence);
      if (!found) continue;
      const facts = Object.entries(found.groups ?? {}).map(([name, text]) => [
        name,
        numbers.has(name) ? Number(text) : text,
      ]);
      return { code, facts: Object.fromEntries(facts) as Record<string, Fact> };
    }
    return null;
  };
}

/** Of a template that was split: what stands between the facts, and in turn their names. */
function partOf(part: string, index: number): string {
  return index % 2 === 1 ? `(?<${part}>.+?)` : part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
