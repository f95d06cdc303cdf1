import type { IncomingMessage } from 'node:http';
import express, { type Request, type RequestHandler } from 'express';
import { Refusal } from '../errors.ts';

const bodyLimit = 100 * 1024;

/** Reads a JSON body of at most 100 kB; every other kind is refused. */
export function jsonBody(): RequestHandler[] {
  return [
    refuseOtherTypes,
    express.json({
      type: (request) => typeOf(request as Request) === 'application/json',
      limit: bodyLimit,
      strict: false,
      verify: keepIfSigned,
    }),
  ];
}

/** Never refuses: what is missing, malformed or too large leaves the body undefined. */
export function tolerantBody(): RequestHandler {
  const readText = express.text({ limit: bodyLimit, type: () => true, defaultCharset: 'utf-8' });
  return (request, response, next) => {
    readText(request, response, (error?: unknown) => {
      // The caller hung up halfway: nobody is there to sell to.
      if ((error as { type?: string } | undefined)?.type === 'request.aborted') return;
      request.body = error === undefined ? parsed(request.body) : undefined;
      next();
    });
  };
}

/** A signature is over the very bytes. */
function keepIfSigned(request: IncomingMessage & { rawBody?: Buffer }, _response: unknown, body: Buffer): void {
  if (request.headers['webhook-signature'] !== undefined) request.rawBody = body;
}

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  // `null`: there is no body, which is for the schema to judge.
  if (typeOf(request) !== false || isEmpty(request)) return next();
  const given = request.headers['content-type'] ?? 'nothing';
  next(
    new Refusal(
      'unsupported-media-type',
      `The body must be JSON with the header Content-Type: application/json, but the header says ${given}.`,
    ),
  );
};

/** As {@link Request.is}; what nearly everybody sends is known without taking it apart. */
function typeOf(request: Request): string | false | null {
  const json = 'application/json';
  return request.headers['content-type'] === json ? json : request.is(json);
}

function isEmpty(request: Request): boolean {
  return request.headers['content-length'] === '0';
}

function parsed(text: unknown): unknown {
  try {
    return typeof text === 'string' ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
