import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Config } from '../config.ts';
import { isLoopback } from '../config.ts';
import { metricsDenial } from './bearer.ts';
import type { Denial } from './caller.ts';
import { createDenials } from './denials.ts';

type Options = Pick<Parameters<typeof createDenials>[0], 'logger' | 'onAccessDenied'> & {
  config: Pick<Config, 'access' | 'worker'>;
};

/**
 * Decides who may read the metrics of a worker, which knows no keys: whoever has the token; where none is set, whoever
 * is on this machine, if only this machine can reach it. Answers null, or why not.
 */
export function createMetricsDoor({ config: { access, worker }, logger, onAccessDenied }: Options) {
  const { metricsToken, failuresPerMinute } = access;
  const isOpen = metricsToken === null && isLoopback(worker.host);
  const denials = createDenials({ failuresPerMinute, logger, onAccessDenied });
  if (metricsToken === null && !isOpen) {
    logger.info({ host: worker.host }, '/metrics is closed: other machines can reach it, and METRICS_TOKEN is not set');
  }

  return async ({ headers, socket }: IncomingMessage): Promise<Denial | null> => {
    const denial = isOpen ? null : metricsDenial(headers.authorization, metricsToken);
    if (denial === null) return null;
    const attempt = { id: randomUUID(), address: socket.remoteAddress ?? '', route: 'GET /metrics' };
    return denials.note({ denial, id: null }, attempt);
  };
}
