import * as fc from 'fast-check';
import { brokenText, contentType, nastyText, nastyValue } from './nasty-values.ts';

type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
};
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema };
type Operation = {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};
export type PublishedDocument = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

export type HostileRequest = {
  method: string;
  path: string;
  headers: Record<string, string | string[]>;
  body: string | Buffer | undefined;
};

/** Values that mean something to the shop under attack, by the name of the field or parameter that they belong to. */
type KnownValues = Record<string, string[]>;

/** What is served beside the routes of the document. */
const pages = ['/', '/docs/', '/problems/sold-out', '/console/restocks', '/metrics', '/openapi.json'];

/** Requests for every route of the document, and for pages: right, right but for one thing, and absurd. */
export function requestsFor(document: PublishedDocument, known: KnownValues): fc.Arbitrary<HostileRequest> {
  const values = createValues(document, known);
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => requestOf(method.toUpperCase(), path, operation)),
  );
  return fc.oneof(...operations, ...pages.map((path) => requestOf('GET', path, {})));

  function requestOf(method: string, path: string, { parameters = [], requestBody }: Operation) {
    const schema = requestBody?.content['application/json']?.schema;
    const of = (place: Parameter['in']) => parameters.filter((parameter) => parameter.in === place);
    return fc
      .record({
        method: mostly(
          fc.constant(method),
          fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
        ),
        path: pathOf(path, of('path')),
        query: queryOf(of('query')),
        headers: headersOf(of('header')),
        type: contentType,
        encoding: mostly(fc.constant(undefined), fc.constantFrom('gzip', 'br', 'deflate', 'identity', 'x')),
        body: schema
          ? bodyOf(schema)
          : mostly(fc.constant(undefined), fc.constantFrom<string | Buffer | undefined>('{}', 'x'.repeat(200_000))),
      })
      .map(({ path: base, query, headers, type, encoding, ...rest }): HostileRequest => ({
        ...rest,
        path: `${base}${query}`,
        headers: {
          ...headers,
          ...(type === undefined ? {} : { 'content-type': type }),
          ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
        },
      }));
  }

  function pathOf(path: string, parameters: Parameter[]): fc.Arbitrary<string> {
    const parts = parameters.map(({ name, schema }) =>
      mostly(
        values.valid(schema, name).map((value) => encodeURIComponent(String(value))),
        fc.oneof(
          nastyText.map(encoded),
          fc.constantFrom('%', '%E0%A4%A', '%ZZ', '%00', ';', '&', '?', '#', '%2F..%2F'),
        ),
      ),
    );
    const filled = fc
      .tuple(...parts)
      .map((texts) =>
        texts.reduce((whole, text, index) => whole.replace(`{${parameters[index]?.name}}`, () => text), path),
      );
    return mostly(
      filled,
      fc.tuple(filled, fc.constantFrom('/', '//', '/x', '%20', '.json')).map((pair) => pair.join('')),
      20,
    );
  }

  function queryOf(parameters: Parameter[]): fc.Arbitrary<string> {
    const pair = ({ name, schema }: Parameter) =>
      mostly(values.valid(schema, name).map(String), fc.oneof(nastyText, nastyCursor)).map(
        (value) => `${name}=${encoded(value)}`,
      );
    const right = fc.subarray(parameters).chain((some) => fc.tuple(...some.map(pair)));
    const wrong = fc.array(
      fc.oneof(
        ...parameters.map(pair),
        nastyText.map(encoded),
        fc.tuple(nastyText, nastyText).map(([a, b]) => `${encoded(a)}=${encoded(b)}`),
      ),
      { maxLength: 5 },
    );
    return mostly(right, wrong).map((pairs) => (pairs.length === 0 ? '' : `?${pairs.join('&')}`));
  }

  function headersOf(parameters: Parameter[]): fc.Arbitrary<Record<string, string | string[]>> {
    const named = parameters.map(({ name, schema }) =>
      fc
        .option(mostly(values.valid(schema, name).map(String), nastyText), { nil: undefined })
        .map((value): Record<string, string> => (value === undefined ? {} : { [name]: headerText(value) })),
    );
    const odd = fc.constantFrom<Record<string, string | string[]>>(
      { 'idempotency-key': ['one', 'two'] },
      { accept: 'nothing/at-all;;q=x' },
      { 'x-http-method-override': 'DELETE' },
      { 'x-forwarded-for': '\u00ff'.repeat(200) },
      { cookie: 'x'.repeat(4_000) },
      { 'x-large': 'x'.repeat(20_000) },
      { host: '' },
      { 'if-none-match': '*', range: 'bytes=5-1' },
      { 'if-match': '"x"', 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
      { range: 'bytes=99999999-', accept: 'text/html' },
    );
    return fc
      .tuple(...named, mostly(fc.constant({}), odd, 8))
      .map((parts) => Object.assign({}, ...parts) as Record<string, string>);
  }

  function bodyOf(schema: Schema): fc.Arbitrary<string | Buffer | undefined> {
    const right = values.valid(schema, '');
    const text = mostly(right, fc.oneof(values.nearlyValid(right), nastyValue), 2).map((value) =>
      JSON.stringify(value),
    );
    return mostly(
      text,
      fc.tuple(text, brokenText).map(([whole, broken]) => broken(whole)),
      3,
    );
  }
}

/** The first all but once in so many times. */
function mostly<T>(usual: fc.Arbitrary<T>, rare: fc.Arbitrary<T>, times = 4): fc.Arbitrary<T> {
  return fc.oneof({ weight: times - 1, arbitrary: usual }, { weight: 1, arbitrary: rare });
}

function createValues(document: PublishedDocument, known: KnownValues) {
  const valid = (schema: Schema, name: string): fc.Arbitrary<unknown> => {
    const meant = known[name];
    const made = fromSchema(schema, name);
    return meant ? mostly(fc.constantFrom<unknown>(...meant), made, 5) : made;
  };
  const fromSchema = (schema: Schema, name: string): fc.Arbitrary<unknown> => {
    if (schema.$ref) return valid(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, name);
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    const branches = schema.anyOf ?? schema.allOf;
    if (branches) return fc.oneof(...branches.map((branch) => valid(branch, name)));
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    if (type === 'integer' || type === 'number') return wholeNumber(schema);
    if (type === 'string') return text(schema);
    if (type === 'array') return fc.array(valid(schema.items ?? {}, name), { maxLength: 3 });
    if (type !== 'object') return nastyValue;
    const properties = Object.entries(schema.properties ?? {}).map(([key, value]) => [key, valid(value, key)] as const);
    return fc.record(Object.fromEntries(properties), { requiredKeys: schema.required ?? [] });
  };
  const nearlyValid = (right: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc
      .tuple(right, fc.nat(10), fc.constantFrom('wrong', 'missing', 'unknown'), nastyText, nastyValue)
      .map(([value, position, how, key, nasty]) => {
        if (typeof value !== 'object' || value === null || Array.isArray(value)) return nasty;
        const entries = Object.entries(value);
        if (how === 'unknown' || entries.length === 0) return { ...value, [key]: nasty };
        const place = position % entries.length;
        const others = entries.filter((_entry, index) => index !== place);
        return Object.fromEntries(how === 'missing' ? others : [...others, [entries[place]?.[0] ?? '', nasty]]);
      });
  return { valid, nearlyValid };
}

function wholeNumber({ minimum = -1_000, maximum = 1_000 }: Schema): fc.Arbitrary<number> {
  const largest = Math.min(maximum, Number.MAX_SAFE_INTEGER);
  const smallest = Math.max(minimum, Number.MIN_SAFE_INTEGER);
  return fc.oneof(
    fc.integer({ min: Math.max(smallest, -20), max: Math.min(largest, 20) }),
    fc.constantFrom(smallest, largest),
  );
}

function text({ pattern, minLength = 0, maxLength = 100 }: Schema): fc.Arbitrary<string> {
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern), { size: 'small' });
  return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 30) });
}

/** Positions in a list as nobody but us should make them up. */
const nastyCursor = fc
  .oneof(
    nastyValue,
    fc.record({ receivedAt: nastyTime(), id: nastyText }),
    fc.record({ requestedAt: nastyTime(), id: fc.constantFrom('restock-a-1', '...') }),
  )
  .map((value) => Buffer.from(JSON.stringify(value)).toString('base64url'));

function nastyTime() {
  return fc.oneof(
    fc.constantFrom(
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59.999999999Z',
      '2026-01-01T00:00:00Z',
    ),
    nastyText,
  );
}

/** As HTTP can carry it at all: what it cannot is escaped, half characters are replaced. */
function encoded(value: string): string {
  return encodeURIComponent(value.toWellFormed());
}

function headerText(value: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what is to be kept out
  return value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?');
}
