import type { IRouter, RequestHandler } from 'express';
import { Refusal } from '../errors.ts';
import { createRequestReader } from './read-request.ts';
import type { Route, RouteDefinition } from './route.ts';
import { dataHeaders } from './security-headers.ts';
import { sendJson } from './send-json.ts';

/** Serves the routes. `askWho` may put something before each, and `readBody` before those that have a body. */
export function mountRoutes(
  router: IRouter,
  routes: readonly Route[],
  askWho: (definition: RouteDefinition) => RequestHandler | null,
  readBody: RequestHandler[],
): void {
  for (const route of routes) {
    const { definition } = route;
    const read = createRequestReader(definition);
    const guard = askWho(definition);
    router[definition.method](
      expressPath(definition.path),
      ...(guard ? [guard] : []),
      ...(definition.body ? readBody : []),
      async (request, response) => {
        if ('stream' in route) {
          const asked = read(request);
          response.set(dataHeaders);
          // Only the head: the body would never end.
          if (request.method === 'HEAD') return void response.type(definition.responses[200]?.type ?? 'json').end();
          return route.stream(asked, { request, response });
        }
        const { status, body, headers } = await route.handle(read(request));
        sendJson(response, status, JSON.stringify(body), headers);
      },
    );
  }
}

/** Answers 405 to the methods that the routes' paths do not know. Mount it after them. */
export function refuseOtherMethods(router: IRouter, routes: readonly Route[]): void {
  const byPath = Map.groupBy(routes, ({ definition }) => definition.path);
  for (const [path, samePath] of byPath) {
    const known = samePath.map(({ definition }) => definition.method.toUpperCase());
    allowOnly(router, expressPath(path), known.includes('GET') ? [...known, 'HEAD'] : known);
  }
}

/** A page or a file outside of the OpenAPI document. A handler that finds nothing calls `next`. */
export type Page = { path: string; handlers: RequestHandler[] };

/**
 * Serves pages, which are read and never changed. Mount them on the app itself: a router inside it would answer OPTIONS
 * on their paths, in Express' words.
 */
export function mountPages(app: IRouter, pages: readonly Page[]): void {
  for (const { path, handlers } of pages) app.get(path, ...handlers);
  for (const { path } of pages) allowOnly(app, path, ['GET', 'HEAD']);
}

function allowOnly(router: IRouter, path: string, allowed: string[]): void {
  router.all(path, (request, response, next) => {
    // A page that was not found.
    if (allowed.includes(request.method)) return next();
    response.set('Allow', allowed.join(', '));
    throw new Refusal(
      'method-not-allowed',
      `${request.method} is not a method of this address; it knows ${allowed.join(', ')}.`,
      { allowed },
    );
  });
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
