import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard output; pretty ones where a person watches a terminal. */
export function createLogger(name: string, level: string): Logger {
  return pino({
    name,
    level,
    base: { name },
    redact: ['callbackUrl', 'token', 'err.sql', 'req.headers.authorization', 'req.headers.cookie'],
    ...(process.stdout.isTTY ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } } : {}),
  });
}
