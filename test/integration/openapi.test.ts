import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase } from '../support/databases.ts';
import { isEventStream } from '../support/event-reader.ts';

type Operation = {
  summary: string;
  tags: string[];
  responses: Record<string, { description: string; content: object }>;
};
type Document = { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: object } };

describeDatabase('the OpenAPI document', (open) => {
  let api: TestApi;
  let document: Document;

  beforeAll(async () => {
    api = await startApi((await open()).db, { env: { LEGACY_CALLBACKS: 'open' } });
    document = (await (await api.fetchRaw('/openapi.json')).json()) as Document;
  });
  afterAll(() => api.close());

  it('is of version 3.1 and names every route', () => {
    expect(document.openapi).toBe('3.1.0');
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(operations.toSorted()).toEqual([
      'DELETE /console/session',
      'GET /console/session',
      'GET /livez',
      'GET /product/donut',
      'GET /readyz',
      'GET /v1/deliveries',
      'GET /v1/events',
      'GET /v1/products',
      'GET /v1/products/{sku}',
      'GET /v1/products/{sku}/movements',
      'GET /v1/purchases/{id}',
      'GET /v1/restocks',
      'GET /v1/restocks/counts',
      'GET /v1/restocks/retries',
      'GET /v1/restocks/retries/{name}',
      'GET /v1/restocks/{id}',
      'GET /v1/restocks/{id}/run',
      'GET /v1/shelf',
      'POST /checkout',
      'POST /console/session',
      'POST /product/donut',
      'POST /v1/deliveries/decide',
      'POST /v1/deliveries/{restockId}',
      'POST /v1/products/{sku}/adjustments',
      'POST /v1/purchases',
      'POST /v1/restocks',
      'POST /v1/restocks/retry',
      'POST /v1/restocks/{id}/cancel',
      'POST /v1/restocks/{id}/change-factory',
      'POST /v1/restocks/{id}/close-short',
      'POST /v1/restocks/{id}/extend-deadline',
      'POST /v1/restocks/{id}/receive',
      'POST /v1/restocks/{id}/retry',
      'PUT /v1/products/{sku}',
    ]);
  });

  it('describes only routes that are served', async () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods)) {
        const response = await api.fetchRaw(path.replaceAll(/\{\w+\}/g, 'none'), { method: method.toUpperCase() });
        if (isEventStream(response.headers.get('content-type'))) {
          await response.body?.cancel();
          continue;
        }
        const { type } = (await response.json()) as { type?: string };
        expect(['/problems/not-found', '/problems/method-not-allowed']).not.toContain(type);
      }
    }
  });

  it('refers to nothing that it does not hold', () => {
    const references = JSON.stringify(document).match(/(?<="\$ref":"#\/components\/schemas\/)[^"]+/g) ?? [];
    expect(references.length).toBeGreaterThan(20);
    expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(references)]));
  });

  it('declares the refusals of a purchase by status', () => {
    const responses = document.paths['/v1/purchases']?.['post']?.responses ?? {};
    expect(Object.keys(responses)).toEqual([
      '201',
      '400',
      '401',
      '403',
      '404',
      '409',
      '413',
      '415',
      '421',
      '422',
      '429',
      '500',
      '503',
    ]);
    expect(responses['409']?.content).toEqual({
      'application/problem+json': { schema: { $ref: '#/components/schemas/Problem-sold-out' } },
    });
  });

  it('tells which header a purchase may have', () => {
    const text = JSON.stringify(document.paths['/v1/purchases']?.['post']);
    expect(text).toContain('"name":"Idempotency-Key","in":"header"');
  });

  it('is read in a browser with files of our own only', async () => {
    const page = await api.fetchRaw('/docs');
    expect(page.url).toBe(`${api.url}/docs/`);
    const html = await page.text();
    expect(html).not.toMatch(/https?:/);
    for (const [, file] of html.matchAll(/(?:src|href)="([^"]+)"/g)) {
      expect((await api.fetchRaw(`/docs/${file}`)).status).toBe(200);
    }
    const initializer = await api.fetchRaw('/docs/swagger-initializer.js');
    expect(initializer.headers.get('content-type')).toContain('text/javascript');
    expect(await initializer.text()).toContain("url: '/openapi.json'");
  });

  it('is found from the front page, by programs and by people', async () => {
    const response = await api.fetchRaw('/');
    expect(await response.json()).toMatchObject({ docs: '/docs', openapi: '/openapi.json' });
    const browser = await api.fetchRaw('/', { headers: { accept: 'text/html,*/*;q=0.8' } });
    expect(browser.url).toBe(`${api.url}/docs/`);
  });
});
