import { extname, join } from 'node:path';
import type { RequestHandler, Response } from 'express';
import type { Page } from './mount-routes.ts';
import { refuseUnknownPath } from './refusal.ts';
import { asPage } from './security-headers.ts';

const built = join(import.meta.dirname, '../../dist/console');

/** Nothing but files of our own, and nobody else's page around ours. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** The console's pages, as they were built. Which of them is shown, its own router decides by the address. */
export function consolePages(folder = built): Page[] {
  return [
    {
      path: '/console/assets/*file',
      handlers: [...asConsole, sendAsset(join(folder, 'assets')), refuseUnknownPath],
    },
    { path: '/console{/*address}', handlers: [...asConsole, sendIndex(folder)] },
  ];
}

const asConsole: RequestHandler[] = [
  asPage,
  (_request, response, next) => {
    response.set({ 'Content-Security-Policy': contentSecurityPolicy, 'X-Frame-Options': 'DENY' });
    next();
  },
];

function sendIndex(root: string): RequestHandler {
  return (_request, response, next) => {
    response.set('Cache-Control', 'no-cache');
    response.sendFile(
      'index.html',
      { root, cacheControl: false, acceptRanges: false },
      (error?: NodeJS.ErrnoException) => {
        if (error?.code === 'ENOENT') response.status(503).type('html').send(notBuilt);
        else if (error && !response.headersSent) next(error);
      },
    );
  };
}

/** Their names change with their content. They were compressed when they were built. */
function sendAsset(root: string): RequestHandler {
  return (request, response, next) => {
    const file = [request.params['file']].flat().join('/');
    const encoding = request.acceptsEncodings('br', 'gzip');
    const ending = encoding === 'br' ? '.br' : encoding === 'gzip' ? '.gz' : '';
    response.set({ Vary: 'Accept-Encoding', ...(ending && { 'Content-Encoding': String(encoding) }) });
    response.type(extname(file));
    response.sendFile(
      `${file}${ending}`,
      { root, immutable: true, maxAge: '1y', acceptRanges: false },
      (error?: Error) => {
        if (!error || response.headersSent) return;
        forget(response);
        next();
      },
    );
  };
}

function forget(response: Response): void {
  for (const name of ['Vary', 'Content-Encoding', 'Content-Type', 'Cache-Control']) response.removeHeader(name);
}

const notBuilt = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The console is not built</title>
<h1>The console is not built</h1>
<p>The API works; only these pages are missing. In the folder of the program run <code>npm run build</code>, then load
this page again. <code>npm start</code> builds them by itself.</p>
</html>
`;
