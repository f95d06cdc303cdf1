import express, { type Express } from 'express';
import { Refusal } from '../errors.ts';
import { createAccess } from './access.ts';
import { bulkRetryRoutes } from './bulk-retries.ts';
import { consoleRouter } from './console.ts';
import { consoleSessionRoutes } from './console-session.ts';
import { deliveryRoutes } from './deliveries.ts';
import type { ApiDeps } from './deps.ts';
import { docsRouter } from './docs.ts';
import { eventRoutes } from './events.ts';
import { healthRoutes } from './health.ts';
import { jsonBody } from './json-body.ts';
import { refuseUnknownHosts } from './known-hosts.ts';
import { ledgerRoutes } from './ledger.ts';
import { legacyRoutes, mountLegacy } from './legacy.ts';
import { metricsRouter } from './metrics.ts';
import { mountRoutes, refuseOtherMethods } from './mount-routes.ts';
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

  if (deps.metrics) app.use(deps.metrics.observeRequests);
  app.use(requestLog(deps.logger));
  app.use(asData);
  if (deps.config.access.auth === 'open') app.use(refuseUnknownHosts(deps.config.api.publicUrl));
  app.use(metricsRouter(deps, access));
  app.use((request, _response, next) => {
    const reason = deps.notReady?.() ?? null;
    if (reason !== null && request.path !== '/livez') throw new Refusal('unavailable', reason);
    next();
  });
  // A path that is spelled out stands for itself, also where a parameter of another one would fit: as OpenAPI has it.
  const isTemplate = ({ definition }: Route) => definition.path.includes('{');
  for (const some of [routes.filter((each) => !isTemplate(each)), routes.filter(isTemplate)]) {
    mountRoutes(app, some, access.askWho, jsonBody());
    refuseOtherMethods(app, some);
  }
  mountLegacy(app, legacy, access.askWho);
  app.use(docsRouter(openApiOf([...routes, ...legacy])));
  app.use(problemPages());
  app.use(consoleRouter(deps.consoleFolder));
  app.use(refuseUnknownPath);
  app.use(answerRefusal);
  return app;
}

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
