import type { HostileRequest } from './request-generator.ts';

const json = { 'content-type': 'application/json' };
const get = (path: string, headers: HostileRequest['headers'] = {}): HostileRequest => ({
  method: 'GET',
  path,
  headers,
  body: undefined,
});

/** Requests that were answered wrongly once, most of them found by a seed: sent each time, whatever the seed is. */
export const keptRequests: HostileRequest[] = [
  // 1058253844 and 1087346588: answered by Express itself, as text.
  { method: 'OPTIONS', path: `/console/session%20?${'x'.repeat(255)}`, headers: json, body: undefined },
  { method: 'OPTIONS', path: '/console/session%20', headers: json, body: '{}' },
  { method: 'OPTIONS', path: '/problems/x', headers: {}, body: undefined },
  // 291396443: said nothing of Temporal, which is away in one of the tests.
  { method: 'HEAD', path: '/v1/restocks/restock-CP-502101-1/run', headers: {}, body: undefined },
  // A page of Express.
  get('http://[/livez'),
  get('shop://livez'),
  // Called a bug of the service.
  get('/docs/', { range: 'bytes=99999999-' }),
  get('/docs/', { 'if-match': '"other"' }),
  get('/console/', { 'if-match': '*' }),
];
