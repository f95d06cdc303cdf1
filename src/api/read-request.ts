import type { Request } from 'express';
import type { z } from 'zod';
import { anybody, type Caller } from '../access/caller.ts';
import { Refusal } from '../errors.ts';
import { describeIssue, faultsOf, type Fault } from './faults.ts';
import type { Origin, RequestOf, RouteDefinition } from './route.ts';

declare module 'express-serve-static-core' {
  interface Request {
    /** Set where somebody was asked who they are. */
    caller?: Caller;
    rawBody?: Buffer;
  }
}

/**
 * Makes a function that checks all parts of a request against the route's schemas.
 *
 * It throws {@link Refusal} `invalid-request`, which names every fault at once.
 */
export function createRequestReader(definition: RouteDefinition) {
  const headerNames = Object.keys(definition.headers?.shape ?? {}).map((name) => [name, name.toLowerCase()] as const);
  const { params, query, headers, body } = definition;

  return (request: Request): RequestOf<RouteDefinition> => {
    const faults: Fault[] = [];
    const read = (where: Fault['in'], schema: z.ZodType, input: unknown): unknown => {
      const parsed = schema.safeParse(input, inOurWords);
      if (!parsed.success) faults.push(...faultsOf(where, parsed.error.issues, input));
      return parsed.data;
    };
    const parts = {
      id: request.id as string,
      from: new OriginOf(request),
      rawBody: request.rawBody,
      params: params && read('path', params, request.params),
      query: query && read('query', query, request.query),
      headers: headers && read('header', headers, headersOf(request)),
      body: body && read('body', body, request.body),
    };
    if (faults.length > 0) throw invalidRequest(faults);
    return parts as RequestOf<RouteDefinition>;
  };

  function headersOf(request: Request): Record<string, unknown> {
    return Object.fromEntries(headerNames.map(([name, key]) => [name, request.headers[key]]));
  }
}

const inOurWords = { error: describeIssue };

/** Read where it is asked for, as most sales do not ask. */
class OriginOf implements Origin {
  readonly #request: Request;

  constructor(request: Request) {
    this.#request = request;
  }

  get caller(): Caller {
    return this.#request.caller ?? anybody;
  }

  get address(): string {
    return this.#request.ip ?? '';
  }

  get isSecure(): boolean {
    return this.#request.secure;
  }
}

export function invalidRequest(faults: Fault[]): Refusal {
  return new Refusal('invalid-request', `${faults.map(({ message }) => message).join('; ')}.`, { errors: faults });
}
