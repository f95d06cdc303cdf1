import express, { Router, type RequestHandler } from 'express';
import swaggerUiFolder from 'swagger-ui-dist/absolute-path.js';
import type { Page } from './mount-routes.ts';
import type { OpenApiDocument } from './openapi.ts';
import { asPage } from './security-headers.ts';

const initializer = `window.onload = () => {
  window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true });
};
`;

/**
 * The OpenAPI document, and Swagger UI to read and try it, from our own disk.
 *
 * @param describe called when the document is first asked for: most processes never are, and it takes longer than the rest
 */
export function docsPages(describe: () => OpenApiDocument): Page[] {
  let text: string | undefined;
  const document: RequestHandler = (_request, response) => {
    text ??= JSON.stringify(describe());
    response.type('json').send(text);
  };
  const swaggerUi = Router().use('/docs', express.static(swaggerUiFolder(), { acceptRanges: false }));
  return [
    { path: '/openapi.json', handlers: [document] },
    {
      path: '/docs/swagger-initializer.js',
      handlers: [asPage, (_request, response) => void response.type('js').send(initializer)],
    },
    { path: '/docs{/*file}', handlers: [asPage, swaggerUi] },
    {
      path: '/',
      handlers: [
        (request, response) => {
          if (request.accepts(['json', 'html']) === 'html') return response.redirect('/docs/');
          response.json({ name: 'Restock', docs: '/docs', openapi: '/openapi.json', problems: '/problems' });
        },
      ],
    },
  ];
}
