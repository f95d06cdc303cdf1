import { Router } from 'express';
import { Registry } from 'prom-client';
import { metricsOfAllProcesses } from '../metrics/all-processes.ts';
import { createShopGauges } from '../metrics/shop-gauges.ts';
import type { ApiDeps } from './deps.ts';

/** `GET /metrics`, in Prometheus' text format; also while nothing else may be served yet. */
export function metricsRouter({ db, metrics, notReady, stopping }: ApiDeps): Router {
  const router = Router();
  if (!metrics) return router;
  const counted = metricsOfAllProcesses(metrics.registry);
  const gauges = createShopGauges(db, () => (notReady?.() ?? null) === null && !stopping?.aborted);
  router.get('/metrics', async (_request, response) => {
    const texts = await Promise.all([counted(), gauges.text()]);
    response.type(Registry.PROMETHEUS_CONTENT_TYPE).send(texts.join('\n'));
  });
  return router;
}
