import type { RequestHandler } from 'express';
import { Registry } from 'prom-client';
import { metricsDenial } from '../access/bearer.ts';
import { Refusal } from '../errors.ts';
import { metricsOfAllProcesses } from '../metrics/all-processes.ts';
import { createShopGauges } from '../metrics/shop-gauges.ts';
import { attemptOf, type Access } from './access.ts';
import type { ApiDeps } from './deps.ts';
import type { Page } from './mount-routes.ts';

/** `GET /metrics`, in Prometheus' text format; also while nothing else may be served yet. */
export function metricsPages(deps: ApiDeps, access: Access): Page[] {
  const { db, metrics, notReady, stopping } = deps;
  if (!metrics) return [];
  const counted = metricsOfAllProcesses(metrics.registry);
  const gauges = createShopGauges(db, () => (notReady?.() ?? null) === null && !stopping?.aborted);
  const show: RequestHandler = async (_request, response) => {
    const texts = await Promise.all([counted(), gauges.text()]);
    response.type(Registry.PROMETHEUS_CONTENT_TYPE).send(texts.join('\n'));
  };
  return [{ path: '/metrics', handlers: [askForToken(deps, access), show] }];
}

/** Lets the token pass without a look at the database, and else whoever may read; all where neither is asked for. */
function askForToken({ config, notReady }: ApiDeps, { askWho, deny }: Access): RequestHandler {
  const { metricsToken } = config.access;
  const askForKey = askWho({ method: 'get', path: '/metrics', access: ['read'] });
  return async (request, response, next) => {
    const denial = metricsDenial(request.headers.authorization, metricsToken);
    if (denial === null) return next();
    if (askForKey) {
      const reason = notReady?.() ?? null;
      if (reason !== null) throw new Refusal('unavailable', reason);
      await askForKey(request, response, next);
      return;
    }
    if (metricsToken === null) return next();
    await deny({ denial, id: null }, attemptOf(request, 'GET /metrics'));
  };
}
