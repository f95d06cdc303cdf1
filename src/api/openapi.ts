import { OpenApiGeneratorV31, OpenAPIRegistry, type ResponseConfig } from '@asteasolutions/zod-to-openapi';
import { z } from 'zod';
import type { RefusalCode } from '../errors.ts';
import { problemSchemas } from './problem-schemas.ts';
import { problems } from './problem.ts';
import { problemsOf, type Route, type RouteAccess, type RouteDefinition } from './route.ts';

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>;

/** The OpenAPI 3.1 document of exactly these routes. */
export function openApiOf(routes: readonly Route[]): OpenApiDocument {
  const registry = new OpenAPIRegistry();
  for (const [name, scheme] of Object.entries(securitySchemes)) {
    registry.registerComponent('securitySchemes', name, scheme);
  }
  for (const { definition } of routes) registry.registerPath(operationOf(definition));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Restock',
      version: '1',
      description: 'A shop whose shelves refill themselves. Refusals are problem documents (RFC 9457), see /problems.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
  });
}

function operationOf({ method, path, params, query, headers, body, ...definition }: RouteDefinition) {
  const { tag, summary, description, deprecated } = definition;
  return {
    method,
    path,
    tags: [tag],
    summary,
    description,
    deprecated,
    security: securityOf(definition.access),
    request: {
      params,
      query,
      headers,
      ...(body ? { body: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    },
    responses: {
      ...answersOf(definition.responses),
      ...refusalsOf(problemsOf({ method, path, params, query, headers, body, ...definition })),
    },
  };
}

const securitySchemes = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key of this service, or a token of the configured identity provider. Where AUTH=open nobody is asked',
  },
  session: { type: 'apiKey', in: 'cookie', name: 'restock_session', description: 'A log-in of the console' },
  callbackToken: { type: 'apiKey', in: 'query', name: 'token', description: 'Came with the order’s callback address' },
  callbackSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: 'Standard Webhooks: `webhook-id`, `webhook-timestamp` and `webhook-signature`',
  },
} as const;

/** Any one of these will do; in each list the scope that it must have. */
function securityOf(access: RouteAccess): Record<string, string[]>[] {
  if (access === 'open') return [];
  if (access === 'callback') return [{ callbackToken: [] }, { callbackSignature: [] }, { key: ['factory'] }];
  // A log-in has no other scopes than these.
  const bySession = access.filter((scope) => scope === 'read' || scope === 'operate');
  return [...access.map((scope) => ({ key: [scope] })), ...bySession.map((scope) => ({ session: [scope] }))];
}

function answersOf(responses: RouteDefinition['responses']): Record<string, ResponseConfig> {
  const entries = Object.entries(responses).map(
    ([status, { description, type = 'application/json', body, headers = {} }]) => [
      status,
      {
        description,
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]),
        ),
        content: { [type]: { schema: body } },
      },
    ],
  );
  return Object.fromEntries(entries) as Record<string, ResponseConfig>;
}

function refusalsOf(codes: RefusalCode[]): Record<string, ResponseConfig> {
  const byStatus = Map.groupBy(codes, (code) => problems[code].status);
  const entries = [...byStatus].map(([status, sameStatus]) => {
    const schemas = sameStatus.map((code) => problemSchemas[code]);
    return [
      status,
      {
        description: sameStatus.map((code) => `\`${code}\`: ${problems[code].title}`).join('; '),
        content: {
          'application/problem+json': { schema: schemas.length === 1 ? schemas[0] : z.union(schemas) },
        },
      },
    ];
  });
  return Object.fromEntries(entries) as Record<string, ResponseConfig>;
}
