import { contains, type Source, type Span } from './source.ts';

/** One way to change a file: `text` instead of what is there. */
export type Edit = Span & { text: string };

/** What a mutation does within its symbol. `find` returns every place where that can be done; one is right. */
export type Change = { name: string; find: (source: Source, symbol: Source['symbols'][number]) => Edit[] };

type Name = string | number;

/**
 * All changes look for the innermost piece of code that mentions all the given names: identifiers, or whole strings and
 * numbers.
 */

/** Something else is there instead of the condition. Conditions are tests, operands of `&&` and `||`, and comparisons. */
export const replaceCondition = (by: string, ...names: Name[]): Change => ({
  name: described('replaceCondition', names),
  find: (source, symbol) => innermost(source, symbol, source.conditions, names).map((span) => replaced(span, by)),
});

/** The condition is never true. */
export const never = (...names: Name[]): Change => ({
  ...replaceCondition('false', ...names),
  name: described('never', names),
});

/** The condition is always true. */
export const always = (...names: Name[]): Change => ({
  ...replaceCondition('true', ...names),
  name: described('always', names),
});

/** The statement is not there. Declarations are no statements. */
export const dropStatement = (...names: Name[]): Change => ({
  name: described('dropStatement', names),
  find: (source, symbol) => innermost(source, symbol, source.statements, names).map((span) => replaced(span, ';')),
});

/** The statement comes after the next one of its block. */
export const swapWithNext = (...names: Name[]): Change => ({
  name: described('swapWithNext', names),
  find: (source, symbol) =>
    innermost(source, symbol, source.statements, names).flatMap((first) => {
      const block = source.blocks.find((each) => each.some(({ start }) => start === first.start)) ?? [];
      const second = block[block.findIndex(({ start }) => start === first.start) + 1];
      if (!second) return [];
      const between = source.text.slice(first.end, second.start);
      const text = textOf(source, second) + between + textOf(source, first);
      return [{ start: first.start, end: second.end, text }];
    }),
});

/** Something else is there instead of the call. */
export const replaceCall = (callee: string, by: string | ((call: string) => string)): Change => ({
  name: described('replaceCall', [callee]),
  find: (source, symbol) =>
    callsOf(source, symbol, callee).map((call) =>
      replaced(call, typeof by === 'string' ? by : by(textOf(source, call))),
    ),
});

/** A method is left out of a chain of calls: `a.b().c()` becomes `a.c()`. */
export const unchain = (method: string, ...names: Name[]): Change => ({
  name: described('unchain', [method, ...names]),
  find: (source, symbol) =>
    innermost(source, symbol, callsOf(source, symbol, method), names).flatMap(({ target, end }) =>
      target === null ? [] : [{ start: target.end, end, text: '' }],
    ),
});

/** @param index of the argument, the first one being 0 */
export const replaceArgument = (callee: string, index: number, by: string): Change => ({
  name: described('replaceArgument', [callee, index]),
  find: (source, symbol) =>
    callsOf(source, symbol, callee).flatMap((call) => {
      const argument = call.arguments[index];
      return argument === undefined ? [] : [replaced(argument, by)];
    }),
});

/** An object is made without one of its properties. */
export const dropProperty = (property: string): Change => ({
  name: described('dropProperty', [property]),
  find: (source, symbol) =>
    propertiesOf(source, symbol, property).map(({ start, end, before, after }) => {
      if (after !== null) return { start, end: after.start, text: '' };
      return { start: before?.end ?? start, end, text: '' };
    }),
});

/** A property of an object is set to something else. */
export const replaceProperty = (property: string, by: string): Change => ({
  name: described('replaceProperty', [property]),
  find: (source, symbol) => propertiesOf(source, symbol, property).map((span) => replaced(span, `${property}: ${by}`)),
});

/** The symbol, which is a constant, is set to something else. */
export const value = (by: string): Change => ({
  name: 'value()',
  find: (_source, symbol) => (symbol.value === null ? [] : [replaced(symbol.value, by)]),
});

/** A string says something else. */
export const editString = (from: string, to: string): Change => ({
  name: described('editString', [from]),
  find: (source, symbol) =>
    within(symbol, source.strings).flatMap((span) => {
      const text = textOf(source, span);
      const places = new Set([text.indexOf(from), text.lastIndexOf(from)].filter((index) => index !== -1));
      return [...places].map((index) => {
        const start = span.start + index;
        return replaced({ start, end: start + from.length }, to);
      });
    }),
});

/** Where a change fits several places: the one that is meant, counted from 1. */
export const nth = (number: number, { name, find }: Change): Change => ({
  name: `${name}, number ${number}`,
  find: (source, symbol) => find(source, symbol).slice(number - 1, number),
});

/** Where a change fits several places: all of them. */
export const everywhere = ({ name, find }: Change): Change => ({
  name: `${name}, everywhere`,
  find(source, symbol) {
    const edits = find(source, symbol).toSorted((one, other) => one.start - other.start);
    const [first, last] = [edits[0], edits.at(-1)];
    if (!first || !last) return [];
    const all = { start: first.start, end: last.end };
    return [replaced(all, edited(textOf(source, all), edits, all.start))];
  },
});

/** @param offset of the text in that which the edits are about */
export function edited(text: string, edits: Edit[], offset = 0): string {
  return edits
    .toSorted((one, other) => other.start - one.start)
    .reduce((done, { start, end, text }) => done.slice(0, start - offset) + text + done.slice(end - offset), text);
}

function callsOf(source: Source, symbol: Span, callee: string) {
  return within(symbol, source.calls).filter(({ name }) => name === callee);
}

function propertiesOf(source: Source, symbol: Span, property: string) {
  return within(symbol, source.properties).filter(({ name }) => name === property);
}

function within<Piece extends Span>(symbol: Span, pieces: Piece[]): Piece[] {
  return pieces.filter((piece) => contains(symbol, piece));
}

/** Those that mention all names, and have no other such piece in them. */
function innermost<Piece extends Span>(source: Source, symbol: Span, pieces: Piece[], names: Name[]): Piece[] {
  const fitting = within(symbol, pieces).filter((piece) =>
    names.every((name) => source.names.some((used) => used.name === String(name) && contains(piece, used))),
  );
  return fitting.filter((piece) => !fitting.some((other) => other !== piece && contains(piece, other)));
}

function replaced({ start, end }: Span, text: string): Edit {
  return { start, end, text };
}

function textOf({ text }: Source, { start, end }: Span): string {
  return text.slice(start, end);
}

function described(change: string, names: Name[]): string {
  return `${change}(${names.map((name) => (typeof name === 'number' ? name : `'${name}'`)).join(', ')})`;
}
