import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Caller } from '../access/caller.ts';
import type { Scope } from '../access/scopes.ts';
import type { RefusalCode } from '../errors.ts';

/**
 * Who may call: anybody; whoever has one of the scopes; or for `callback` whoever has the scope `factory` or proves in
 * the request itself to be the factory, which the handler decides.
 */
export type RouteAccess = 'open' | 'callback' | readonly [Scope, ...Scope[]];

/** The scopes that open a route; none where it asks for none. */
export function scopesFor(access: RouteAccess): readonly Scope[] {
  if (access === 'open') return [];
  return access === 'callback' ? ['factory'] : access;
}

/**
 * All that is to know of one route, said once: requests are checked against it, handlers are typed by it, and its part
 * of the OpenAPI document is made from it.
 */
export type RouteDefinition = {
  method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/v1/products/{sku}`. */
  path: string;
  access: RouteAccess;
  tag: string;
  summary: string;
  description?: string;
  deprecated?: boolean;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** Under the names by which callers know them; the case does not matter. */
  headers?: z.ZodObject;
  body?: z.ZodType;
  /** The answers that are no refusals, by status; in JSON where no other type is named. */
  responses: Record<number, { description: string; type?: string; body: z.ZodType; headers?: Record<string, string> }>;
  /** Refusals beside those that any route may give. Absent: the route refuses in its own words, found in `responses`. */
  problems?: readonly RefusalCode[];
};

/** Who sends a request, from where. */
export type Origin = {
  caller: Caller;
  address: string;
  /** By HTTPS, as far as this process or a proxy that it trusts can see. */
  isSecure: boolean;
};

/** What a handler gets: each part checked and converted by its schema. */
export type RequestOf<D extends RouteDefinition> = {
  /** UUID of this request, as in the log. */
  id: string;
  from: Origin;
  /** What was sent, byte for byte; only where it is signed. */
  rawBody: Buffer | undefined;
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

export type Route = { definition: RouteDefinition } & (
  | { handle: (request: RequestOf<RouteDefinition>) => Promise<Answer> }
  | { stream: (request: RequestOf<RouteDefinition>, http: Exchange) => Promise<void> }
);

/** What a handler gets that answers bit by bit. */
type Exchange = { request: Request; response: Response };

type Answer = { status: number; body: unknown; headers?: Record<string, string> };

/** In two steps, so that the definition is known by the time the handler is checked against it. */
export function route<const D extends RouteDefinition>(definition: D) {
  return {
    handledBy: (handle: (request: RequestOf<D>) => Promise<AnswerOf<D>>): Route => ({
      definition,
      handle,
    }),
    /** For an answer that goes on: what is thrown before its head is sent becomes a refusal. */
    streamedBy: (stream: (request: RequestOf<D>, http: Exchange) => Promise<void>): Route => ({ definition, stream }),
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
      ...accessProblems(definition.access),
      ...definition.problems,
      'unknown-host',
      'busy',
      'unavailable',
      'internal-error',
    ]),
  ];
}

function accessProblems(access: RouteAccess): RefusalCode[] {
  if (access === 'open') return [];
  return access === 'callback'
    ? ['unauthorized', 'unauthenticated', 'forbidden', 'too-many-attempts']
    : ['unauthenticated', 'forbidden', 'cross-site', 'too-many-attempts'];
}

type OutputOf<S> = S extends z.ZodType ? z.output<S> : undefined;
