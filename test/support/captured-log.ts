import { PassThrough } from 'node:stream';
import { pino, type Level } from 'pino';

/** A log that a test can read. */
export function captureLog(level: Level = 'info') {
  let text = '';
  const lines = new PassThrough();
  lines.on('data', (line: Buffer) => (text += line.toString()));
  return { logger: pino({ level }, lines), text: () => text };
}
