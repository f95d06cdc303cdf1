import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { pinoHttp, type HttpLogger } from 'pino-http';
import type { SerializedError } from 'pino';
import type { Logger } from '../logger.ts';

/**
 * Logs each request when it is answered: those that failed through our own fault as errors, all others at `debug`, as
 * a rush of purchases would fill a disk. Addresses are logged without their query, which may hold a callback's token.
 */
export function requestLog(logger: Logger): HttpLogger {
  return pinoHttp({
    logger,
    genReqId: () => randomUUID(),
    customLogLevel: (_request, response) => (response.statusCode >= 500 ? 'error' : 'debug'),
    serializers: {
      req: ({ id, method, raw }: { id: string; method: string; raw: IncomingMessage & { originalUrl?: string } }) => ({
        id,
        method,
        path: (raw.originalUrl ?? raw.url ?? '').split('?', 1)[0],
      }),
      res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      // Not the whole error: the database's carry the statement that failed, with its values.
      err: ({ type, message, stack, raw }: SerializedError) => ({ type, message, stack, code: errorCode(raw) }),
    },
  });
}

function errorCode(error: Error): string | undefined {
  return 'code' in error ? String(error.code) : undefined;
}
