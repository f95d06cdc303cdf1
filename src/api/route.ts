import type { z } from 'zod';
import type { RefusalCode } from '../errors.ts';

/**
 * All that is to know of one route, said once: requests are checked against it, handlers are typed by it, and its part
 * of the OpenAPI document is made from it.
 */
export type RouteDefinition = {
  method: 'get' | 'post' | 'put';
  /** As OpenAPI writes it: `/v1/products/{sku}`. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  deprecated?: boolean;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Under the names by which callers know them; the case does not matter. */
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** The answers in JSON that are no refusals, by status. */
  responses: Record<number, { description: string; body: z.ZodType; headers?: Record<string, string> }>;
  /** Refusals beside those that any route may give. Absent: the route refuses in its own words, found in `responses`. */
  problems?: readonly RefusalCode[];
};

/** What a handler gets: each part checked and converted by its schema. */
export type RequestOf<D extends RouteDefinition> = {
  /** UUID of this request, as in the log. */
  id: string;
  params: OutputOf<D['params']>;
  query: OutputOf<D['query']>;
  headers: OutputOf<D['headers']>;
  body: OutputOf<D['body']>;
};

/** What a handler may answer: one of the declared statuses with a body of its schema. */
export type AnswerOf<D extends RouteDefinition> = {
  [Status in keyof D['responses'] & number]: {
    status: Status;
    body: z.input<D['responses'][Status]['body']>;
    headers?: Record<string, string>;
  };
}[keyof D['responses'] & number];

export type Route = {
  definition: RouteDefinition;
  handle: (request: RequestOf<RouteDefinition>) => Promise<Answer>;
};

type Answer = { status: number; body: unknown; headers?: Record<string, string> };

/** In two steps, so that the definition is known by the time the handler is checked against it. */
export function route<const D extends RouteDefinition>(definition: D) {
  return {
    handledBy: (handle: (request: RequestOf<D>) => Promise<AnswerOf<D>>): Route => ({
      definition,
      handle,
    }),
  };
}

/** Every refusal that a route may give: its own, those of reading a request, and those of any work. */
export function problemsOf(definition: RouteDefinition): RefusalCode[] {
  if (!definition.problems) return [];
  const { params, query, headers, body } = definition;
  return [
    ...new Set<RefusalCode>([
      ...(params || query || headers || body ? (['invalid-request'] as const) : []),
      ...(body ? (['malformed-json', 'body-too-large', 'unsupported-media-type'] as const) : []),
      ...definition.problems,
      'busy',
      'unavailable',
      'internal-error',
    ]),
  ];
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;
