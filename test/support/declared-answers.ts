import assert from 'node:assert/strict';
import { z } from 'zod';
import type { OpenApiDocument } from '../../src/api/openapi.ts';

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

type Schema = z.core.JSONSchema.JSONSchema;
type Response = { headers?: Record<string, unknown>; content: Record<string, { schema: Schema }> };
type Validator = ReturnType<typeof z.fromJSONSchema>;
type Operation = { responses: Record<string, Response | undefined> };

/** Makes a check that an answer is one that the OpenAPI document declares: in status, type, headers and body. */
export function createAnswerCheck(document: OpenApiDocument) {
  const paths = Object.entries(document.paths ?? {}).map(([path, operations]) => ({
    pattern: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    operations: operations as Record<string, Operation | undefined>,
  }));
  /** Made when an answer first has that schema: it takes longer than most requests. */
  const validators = new Map<Schema, Validator>();
  const validatorOf = (schema: Schema): Validator => {
    const validator = validators.get(schema) ?? z.fromJSONSchema(closed(schema, document));
    validators.set(schema, validator);
    return validator;
  };

  return (method: string, path: string, answer: Answer): void => {
    const known = paths.find(({ pattern }) => pattern.test(path));
    const operation = known?.operations[method.toLowerCase()];
    if (!operation) return assertUndocumented(answer);

    const where = `${method} ${path} with status ${answer.status}: ${JSON.stringify(answer.body)}`;
    const response = operation.responses[answer.status];
    assert.ok(response, `not declared: ${where}`);
    const type = answer.headers.get('content-type')?.replace('; charset=utf-8', '') ?? '';
    const schema = response.content[type]?.schema;
    assert.ok(schema, `type ${type} is not declared: ${where}`);
    const parsed = validatorOf(schema).safeParse(answer.body);
    assert.ok(parsed.success, `${parsed.error?.message}: ${where}`);
    for (const name of ['Location', 'Idempotency-Replayed']) {
      if (answer.headers.has(name)) assert.ok(response.headers?.[name], `header ${name} is not declared: ${where}`);
    }
  };
}

function assertUndocumented({ status, headers, body }: Answer): void {
  assert.ok(status === 404 || status === 405, `an undocumented route answers ${status}`);
  assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
  assert.match(String(body['type']), /^\/problems\/(not-found|method-not-allowed)$/);
}

/** The schema with all that it refers to, and without room for members that nobody has declared. */
function closed(schema: Schema, document: OpenApiDocument): Schema {
  const text = JSON.stringify({ ...schema, $defs: document.components?.schemas });
  const whole = text.replaceAll('#/components/schemas/', '#/$defs/');
  return JSON.parse(whole, (_key, value: unknown) =>
    isObjectSchema(value) ? { additionalProperties: false, ...value } : value,
  ) as Schema;
}

function isObjectSchema(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'object';
}
