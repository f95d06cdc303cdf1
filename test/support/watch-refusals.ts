import type { Level } from 'pino';
import type { ApiDeps } from '../../src/api/app.ts';
import { captureLog } from './captured-log.ts';

type Denied = Parameters<NonNullable<ApiDeps['onAccessDenied']>>[0];

/** Whom an API turned away, and what it logged. `options` are for the API. */
export function watchRefusals(level?: Level) {
  const denied: Denied[] = [];
  const { logger, text } = captureLog(level);
  return { denied, log: text, options: { logger, onAccessDenied: (each: Denied) => void denied.push(each) } };
}
