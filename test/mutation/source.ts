import { parseSync, Visitor, type ESTree } from 'vite';

/** A stretch of a file's text. */
export type Span = { start: number; end: number };

/** What mutations look for in a file, each in the order in which it is written. */
export type Source = {
  file: string;
  text: string;
  /** Functions, methods, classes and constants; `value` is what a constant is set to. */
  symbols: (Span & { name: string; value: Span | null })[];
  /** Identifiers, strings and numbers, wherever they are used. */
  names: (Span & { name: string })[];
  /** Statements of each block, but no declarations. */
  statements: Span[];
  blocks: Span[][];
  /** What is true or false: tests, operands of `&&` and `||`, comparisons. */
  conditions: Span[];
  /** `target`: what a method is called on. */
  calls: (Span & { name: string; target: Span | null; arguments: Span[] })[];
  properties: (Span & { name: string; before: Span | null; after: Span | null })[];
  /** String literals, and the fixed parts of templates. */
  strings: Span[];
};

const comparisons = new Set(['==', '===', '!=', '!==', '<', '<=', '>', '>=', 'in', 'instanceof']);

export function readSource(file: string, text: string): Source {
  const source: Source = {
    file,
    text,
    symbols: [],
    names: [],
    statements: [],
    blocks: [],
    conditions: [],
    calls: [],
    properties: [],
    strings: [],
  };
  const declare = (node: Span, name: string | null, value: Span | null = null) => {
    if (name !== null) source.symbols.push({ ...spanOf(node), name, value: value && spanOf(value) });
  };
  const state = (node: Span) => void source.statements.push(spanOf(node));
  const block = ({ body }: { body: Span[] }) => void source.blocks.push(body.map(spanOf));
  const condition = (node: Span | null) => {
    if (node && !source.conditions.some((known) => known.start === node.start && known.end === node.end))
      source.conditions.push(spanOf(node));
  };
  const test = (node: { test: Span | null }) => condition(node.test);
  const loop = (node: Span & { test: Span | null }) => {
    state(node);
    test(node);
  };

  new Visitor({
    FunctionDeclaration: (node) => declare(node, node.id?.name ?? null),
    ClassDeclaration: (node) => declare(node, node.id?.name ?? null),
    MethodDefinition: (node) => declare(node, keyOf(node.key)),
    VariableDeclarator: (node) => declare(node, node.id.type === 'Identifier' ? node.id.name : null, node.init),
    Property: (node) => {
      if (/Function/.test(node.value.type)) declare(node, keyOf(node.key));
    },

    Identifier: (node) => void source.names.push({ ...spanOf(node), name: node.name }),
    PrivateIdentifier: (node) => void source.names.push({ ...spanOf(node), name: `#${node.name}` }),
    Literal: (node) => {
      source.names.push({ ...spanOf(node), name: String(node.value) });
      if (typeof node.value === 'string') source.strings.push(spanOf(node));
    },
    TemplateElement: (node) => void source.strings.push(spanOf(node)),

    Program: block,
    BlockStatement: block,
    ExpressionStatement: state,
    ReturnStatement: state,
    ThrowStatement: state,
    BreakStatement: state,
    ContinueStatement: state,
    TryStatement: state,
    SwitchStatement: state,
    ForOfStatement: state,
    ForInStatement: state,
    ForStatement: loop,
    WhileStatement: loop,
    DoWhileStatement: loop,
    IfStatement: loop,
    ConditionalExpression: test,

    LogicalExpression: ({ left, right, operator }) => {
      if (operator === '??') return;
      condition(left);
      condition(right);
    },
    BinaryExpression: (node) => {
      if (comparisons.has(node.operator)) condition(node);
    },
    CallExpression: (node) => {
      const { callee } = node;
      const isMethod = callee.type === 'MemberExpression';
      const name = isMethod ? keyOf(callee.property) : callee.type === 'Identifier' ? callee.name : null;
      if (name === null) return;
      const target = isMethod ? spanOf(callee.object) : null;
      source.calls.push({ ...spanOf(node), name, target, arguments: node.arguments.map(spanOf) });
    },
    ObjectExpression: ({ properties }) => {
      for (const [index, node] of properties.entries()) {
        const name = node.type === 'Property' ? keyOf(node.key) : null;
        if (name === null) continue;
        const [before = null, after = null] = [properties[index - 1], properties[index + 1]];
        source.properties.push({
          ...spanOf(node),
          name,
          before: before && spanOf(before),
          after: after && spanOf(after),
        });
      }
    },
  }).visit(parseSync(file, text).program);
  return source;
}

/** Why it cannot be compiled; `null` if it can. */
export function errorIn({ file, text }: Pick<Source, 'file' | 'text'>): string | null {
  const [error] = parseSync(file, text, { showSemanticErrors: true }).errors;
  return error ? `${error.message} in ${file}.\n${error.codeframe ?? ''}` : null;
}

/** Names that stand for something, not those of properties: where one is not declared, the code cannot run. */
export function referencesIn({ file, text }: Pick<Source, 'file' | 'text'>): Set<string> {
  const all = new Map<number, string>();
  const properties = new Set<number>();
  new Visitor({
    Identifier: ({ start, name }) => void all.set(start, name),
    MemberExpression: ({ computed, property }) => void (computed || properties.add(property.start)),
    Property: ({ computed, shorthand, key }) => void (computed || shorthand || properties.add(key.start)),
  }).visit(parseSync(file, text).program);
  return new Set([...all].filter(([start]) => !properties.has(start)).map(([, name]) => name));
}

function keyOf(key: ESTree.PropertyKey): string | null {
  if (key.type === 'Identifier') return key.name;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Literal' ? String(key.value) : null;
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

export function contains(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}
