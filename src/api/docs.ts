import express, { Router } from 'express';
import swaggerUiFolder from 'swagger-ui-dist/absolute-path.js';
import type { Page } from './mount-routes.ts';
import type { OpenApiDocument } from './openapi.ts';
import { asPage } from './security-headers.ts';

const initializer = `window.onload = () => {
  window.ui = SwaggerUIBundle({ url: '/openapi.json', dom_id: '#swagger-ui', deepLinking: true });
};
`;

/** The OpenAPI document, and Swagger UI to read and try it, from our own disk. */
export function docsPages(document: OpenApiDocument): Page[] {
  const text = JSON.stringify(document);
  const swaggerUi = Router().use('/docs', express.static(swaggerUiFolder(), { acceptRanges: false }));
  return [
    { path: '/openapi.json', handlers: [(_request, response) => void response.type('json').send(text)] },
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
