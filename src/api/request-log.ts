import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Request, Response } from 'express';
import { pinoHttp, startTime, type HttpLogger } from 'pino-http';
import type { SerializedError } from 'pino';
import type { Logger } from '../logger.ts';

/**
 * Logs each request when it is answered: those that failed through our own fault as errors, all
 * others at `debug`, as a rush of purchases would fill a disk. Addresses are logged without their query, which may hold
 * a callback's token.
 */
export function requestLog(logger: Logger): (request: Request, response: Response) => void {
  const log = pinoHttp({
    logger,
    genReqId: requestId,
    customLogLevel: (_request, { err }) => (err ? 'error' : 'debug'),
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
  const logsAll = logger.isLevelEnabled('debug');

  return (request, response) => {
    if (logsAll) return log(request, response);
    // To prepare a log line costs as much as half of what Express does: only for the few that will have one.
    response[startTime] = Date.now();
    response.locals['log'] = log;
  };
}

/** UUID of a request, by which the log knows it; made for those that somebody asks for. */
export function requestId(request: IncomingMessage): string {
  // The type allows for others; none is given by anybody else.
  return ((request.id as string | undefined) ??= randomUUID());
}

/** Marks the request as failed through our own fault, so that it is logged as an error. Before it is answered. */
export function recordFault(request: Request, response: Response, error: Error): void {
  response.err = error;
  (response.locals['log'] as HttpLogger | undefined)?.(request, response);
}

function errorCode(error: Error): string | undefined {
  return 'code' in error ? String(error.code) : undefined;
}
