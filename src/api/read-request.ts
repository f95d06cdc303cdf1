import type { Request } from 'express';
import type { z } from 'zod';
import { anybody, type Caller } from '../access/caller.ts';
import { Refusal } from '../errors.ts';
import { describeIssue, faultsOf, type Fault } from './faults.ts';
import type { RequestOf, RouteDefinition } from './route.ts';

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

  return (request: Request): RequestOf<RouteDefinition> => {
    const faults: Fault[] = [];
    const read = (where: Fault['in'], schema: z.ZodType | undefined, input: unknown): unknown => {
      if (!schema) return undefined;
      const parsed = schema.safeParse(input, { error: describeIssue });
      if (!parsed.success) faults.push(...faultsOf(where, parsed.error.issues, input));
      return parsed.data;
    };
    const headers = headerNames.map(([name, key]) => [name, request.headers[key]]);
    const parts = {
      id: request.id as string,
      from: { caller: request.caller ?? anybody, address: request.ip ?? '', isSecure: request.secure },
      rawBody: request.rawBody,
      params: read('path', definition.params, request.params),
      query: read('query', definition.query, request.query),
      headers: read('header', definition.headers, Object.fromEntries(headers)),
      body: read('body', definition.body, request.body),
    };
    if (faults.length > 0) throw invalidRequest(faults);
    return parts as RequestOf<RouteDefinition>;
  };
}

export function invalidRequest(faults: Fault[]): Refusal {
  return new Refusal('invalid-request', `${faults.map(({ message }) => message).join('; ')}.`, { errors: faults });
}
