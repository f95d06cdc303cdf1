/**
 * Sentences of which others need to know what they say: a template with facts in braces, known by a code. Whoever speaks
 * another language words it from code and facts. Imports nothing, so that workflows can have it, too.
 */

type NamesIn<Template extends string> = Template extends `${string}{${infer Name}}${infer Rest}`
  ? Name | NamesIn<Rest>
  : never;

export type Fact = string | number;

/** What a template leaves open, by name. */
export type FactsOf<Template extends string> = Record<NamesIn<Template>, Fact>;

/** What a sentence says, for whoever words it otherwise. */
export type Coded<Code extends string = string> = { code: Code; facts: Record<string, Fact> };

/** The English sentence. */
export function say<const Template extends string>(template: Template, facts: FactsOf<Template>): string {
  return template.replaceAll(braces, (_, name: string) => String((facts as Record<string, Fact>)[name] ?? ''));
}

/** Names the facts in a template. */
export const braces = /\{(\w+)\}/g;
