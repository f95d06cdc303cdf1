import express, { type Express, type RequestHandler } from 'express';
import { Refusal } from '../errors.ts';
import { createAccess } from './access.ts';
import { bulkRetryRoutes } from './bulk-retries.ts';
import { consolePages } from './console.ts';
import { consoleSessionRoutes } from './console-session.ts';
import { deliveryRoutes } from './deliveries.ts';
import type { ApiDeps } from './deps.ts';
import { docsPages } from './docs.ts';
import { eventRoutes } from './events.ts';
import { healthRoutes } from './health.ts';
import { jsonBody } from './json-body.ts';
import { refuseUnknownHosts } from './known-hosts.ts';
import { ledgerRoutes } from './ledger.ts';
import { legacyRoutes, mountLegacy } from './legacy.ts';
import { metricsPages } from './metrics.ts';
import { mountPages, mountRoutes, refuseOtherMethods } from './mount-routes.ts';
import { openApiOf } from './openapi.ts';
import { problemPages } from './problem-pages.ts';
import { productRoutes } from './products.ts';
import { purchaseRoutes } from './purchases.ts';
import { answerRefusal, refuseUnknownPath } from './refusal.ts';
import { requestLog } from './request-log.ts';
import { repairRoutes } from './repairs.ts';
import { restockRoutes } from './restocks.ts';
import type { Route } from './route.ts';
import { asData } from './security-headers.ts';
import { shelfRoutes } from './shelf.ts';

export type { ApiDeps };

/** The whole HTTP interface; never listens. */
export function createApp(deps: ApiDeps): Express {
  const access = createAccess(deps);
  const routes = apiRoutes(deps, access);
  const legacy = legacyRoutes(deps);
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  const { trustedProxies } = deps.config.access;
  app.set('trust proxy', trustedProxies.length > 0 && trustedProxies);

  app.use(beforeAll(deps));
  // A path that is spelled out stands for itself, also where a parameter of another one would fit: as OpenAPI has it.
  const isTemplate = ({ definition }: Route) => definition.path.includes('{');
  for (const some of [routes.filter((each) => !isTemplate(each)), routes.filter(isTemplate)]) {
    mountRoutes(app, some, access.askWho, jsonBody());
    refuseOtherMethods(app, some);
  }
  mountLegacy(app, legacy, access.askWho);
  app.use(asData);
  mountPages(app, [
    ...metricsPages(deps, access),
    ...docsPages(() => openApiOf([...routes, ...legacy])),
    ...problemPages(),
    ...consolePages(deps.consoleFolder),
  ]);
  app.use(refuseUnknownPath);
  app.use(answerRefusal);
  return app;
}

/** What happens before any route. All in one layer of the router: to pass one costs each sale more than most of this. */
function beforeAll({ metrics, logger, config, notReady }: ApiDeps): RequestHandler {
  const noteRequest = requestLog(logger);
  const refuseHost = config.access.auth === 'open' ? refuseUnknownHosts(config.api.publicUrl) : null;

  return (request, response, next) => {
    metrics?.observe(request, response);
    noteRequest(request, response);
    refuseHost?.(request);
    const reason = notReady?.() ?? null;
    if (reason !== null && !servedAlways.has(request.path)) throw new Refusal('unavailable', reason);
    next();
  };
}

/** Also while nothing else may be served yet. */
const servedAlways = new Set(['/livez', '/metrics']);

/** Every route that refuses by problem documents. */
export function apiRoutes(deps: ApiDeps, access = createAccess(deps)) {
  return [
    ...purchaseRoutes(deps),
    ...productRoutes(deps),
    ...shelfRoutes(deps),
    ...eventRoutes(deps, access),
    ...ledgerRoutes(deps),
    ...repairRoutes(deps),
    ...bulkRetryRoutes(deps),
    ...restockRoutes(deps),
    ...deliveryRoutes(deps, access),
    ...consoleSessionRoutes(deps, access),
    ...healthRoutes(deps),
  ];
}
