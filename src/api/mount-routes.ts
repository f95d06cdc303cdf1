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
          response.set(dataHeaders);
          if (request.method === 'HEAD') return void response.end();
          return route.stream(read(request), { request, response });
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
    const allowed = known.includes('GET') ? [...known, 'HEAD'] : known;
    router.all(expressPath(path), (request, response) => {
      response.set('Allow', allowed.join(', '));
      throw new Refusal(
        'method-not-allowed',
        `${request.method} is not a method of this address; it knows ${allowed.join(', ')}.`,
        { allowed },
      );
    });
  }
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}
