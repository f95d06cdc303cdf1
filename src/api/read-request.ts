import type { Request } from 'express';
import type { z } from 'zod';
import { anybody, type Caller } from '../access/caller.ts';
import { Refusal } from '../errors.ts';
import { faultCoded } from './coded.ts';
import { describeIssue, faultsOf, type Fault } from './faults.ts';
import { requestId } from './request-log.ts';
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
      params: params && read('path', params, request.params),
      query: query && read('query', query, request.query),
      headers: headers && read('header', headers, headersOf(request)),
      body: body && read('body', body, request.body),
    } as Parts;
    if (faults.length > 0) throw invalidRequest(faults);
    return new CheckedRequest(request, parts);
  };

  function headersOf(request: Request): Record<string, unknown> {
    return Object.fromEntries(headerNames.map(([name, key]) => [name, request.headers[key]]));
  }
}

const inOurWords = { error: describeIssue };

type Parts = Pick<RequestOf<RouteDefinition>, 'params' | 'query' | 'headers' | 'body'>;

/** Its parts, and what is found out about it only where somebody asks, as most sales do not. */
class CheckedRequest implements RequestOf<RouteDefinition> {
  readonly params: Parts['params'];
  readonly query: Parts['query'];
  readonly headers: Parts['headers'];
  readonly body: Parts['body'];
  readonly #request: Request;

  constructor(request: Request, { params, query, headers, body }: Parts) {
    this.params = params;
    this.query = query;
    this.headers = headers;
    this.body = body;
    this.#request = request;
  }

  get id(): string {
    return requestId(this.#request);
  }

  get from(): Origin {
    const { caller = anybody, ip: address = '', secure: isSecure } = this.#request;
    return { caller, address, isSecure };
  }

  get rawBody(): Buffer | undefined {
    return this.#request.rawBody;
  }
}

export function invalidRequest(faults: Fault[]): Refusal {
  const errors = faults.map((fault) => ({ ...fault, coded: faultCoded(fault.message) }));
  return new Refusal('invalid-request', `${faults.map(({ message }) => message).join('; ')}.`, { errors });
}
