import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type RawIssue = z.core.$ZodRawIssue;

/** One thing that is wrong with a request: where it is, and a sentence that says what it should be. */
export type Fault = { in: 'path' | 'query' | 'header' | 'body'; path: string; message: string };

/** What the schema found, one fault for each thing to mend. */
export function faultsOf(where: Fault['in'], issues: readonly Issue[], input: unknown): Fault[] {
  return issues.flatMap((issue): Fault[] => {
    if (issue.code === 'invalid_union' && issue.path.length === 0) {
      return faultsOf(where, closestBranch(issue.errors, input), input);
    }
    // A parameter is named by its name, also where it has several words.
    const path = (where === 'query' ? issue.path.slice(0, 1) : issue.path).map(String);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => fault(where, [...path, key], `is not a known ${nouns[where]}`));
    }
    return [fault(where, path, issue.message)];
  });
}

/** Words for what zod found wrong with one value, where the schema itself has none; they follow the value's name. */
export function describeIssue(issue: RawIssue): string | undefined {
  if (issue.code === 'invalid_type') {
    if (issue.input === undefined) return 'is required';
    const kind = kinds[issue.expected] ?? issue.expected;
    return kind === wholeNumber && typeof issue.input === 'string' ? `must be ${kind}, not a text` : `must be ${kind}`;
  }
  if (issue.code === 'invalid_value') {
    const allowed = `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    return issue.input === undefined ? `is required: ${allowed}` : `must be ${allowed}`;
  }
  if (issue.code === 'too_small') {
    return `must ${issue.origin === 'string' ? 'have' : 'be'} at least ${amount(issue.origin, issue.minimum)}`;
  }
  if (issue.code === 'too_big') {
    return `must ${issue.origin === 'string' ? 'have' : 'be'} at most ${amount(issue.origin, issue.maximum)}`;
  }
  return undefined;
}

const nouns = { path: 'part of the path', query: 'parameter', header: 'header', body: 'field' };

const wholeNumber = 'a whole number';

/** Every number of this API is whole. */
const kinds: Record<string, string> = {
  int: wholeNumber,
  number: wholeNumber,
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function amount(origin: string, limit: number | bigint): string {
  if (origin !== 'string') return String(limit);
  return limit === 1 ? '1 character' : `${limit} characters`;
}

function fault(where: Fault['in'], path: string[], message: string): Fault {
  const name = path.join('.');
  return { in: where, path: name, message: `${name === '' ? `the ${where}` : name} ${message}` };
}

/** Of several allowed shapes the one that was meant: the first that lacks no field, else the first. */
function closestBranch(branches: readonly (readonly Issue[])[], input: unknown): readonly Issue[] {
  const complete = branches.find((issues) => !issues.some((issue) => valueAt(input, issue.path) === undefined));
  return complete ?? branches[0] ?? [];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | null)?.[key], input);
}
