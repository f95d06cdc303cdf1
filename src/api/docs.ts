import express, { Router } from 'express';
import swaggerUiFolder from 'swagger-ui-dist/absolute-path.js';
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
export function docsRouter(describe: () => OpenApiDocument): Router {
  const router = Router();
  let text: string | undefined;
  router.get('/openapi.json', (_request, response) => {
    text ??= JSON.stringify(describe());
    response.type('json').send(text);
  });
  router.use('/docs', asPage);
  router.get('/docs/swagger-initializer.js', (_request, response) => void response.type('js').send(initializer));
  router.use('/docs', express.static(swaggerUiFolder()));
  router.get('/', (request, response) => {
    if (request.accepts(['json', 'html']) === 'html') return response.redirect('/docs/');
    response.json({ name: 'Restock', docs: '/docs', openapi: '/openapi.json', problems: '/problems' });
  });
  return router;
}
