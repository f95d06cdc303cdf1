import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase } from '../support/databases.ts';

type Operation = {
  summary: string;
  tags: string[];
  responses: Record<string, { description: string; content: object }>;
};
type Document = { openapi: string; paths: Record<string, Record<string, Operation>>; components: { schemas: object } };

/** Every route, and what it answers in an empty shop where the path names nothing that is there and there is no body. */
const routes = {
  'DELETE /console/session': '200',
  'GET /console/session': '200',
  'GET /livez': '200',
  'GET /product/donut': '400 상품 없음',
  'GET /readyz': '200',
  'GET /v1/deliveries': '200',
  'GET /v1/events': '200',
  'GET /v1/products': '200',
  'GET /v1/products/{sku}': '404 /problems/unknown-product',
  'GET /v1/products/{sku}/movements': '404 /problems/unknown-product',
  'GET /v1/purchases/{id}': '404 /problems/unknown-purchase',
  'GET /v1/restocks': '200',
  'GET /v1/restocks/counts': '200',
  'GET /v1/restocks/retries': '200',
  'GET /v1/restocks/retries/{name}': '404 /problems/unknown-retry',
  'GET /v1/restocks/{id}': '404 /problems/unknown-restock',
  'GET /v1/restocks/{id}/run': '404 /problems/unknown-restock',
  'GET /v1/shelf': '200',
  'POST /checkout': '400 상품 없음',
  'POST /console/session': '400 /problems/invalid-request',
  'POST /product/donut': '400 입고 수량 오류',
  'POST /v1/deliveries/decide': '400 /problems/invalid-request',
  'POST /v1/deliveries/{restockId}': '400 /problems/invalid-request',
  'POST /v1/products/{sku}/adjustments': '400 /problems/invalid-request',
  'POST /v1/purchases': '400 /problems/invalid-request',
  'POST /v1/restocks': '400 /problems/invalid-request',
  'POST /v1/restocks/retry': '400 /problems/invalid-request',
  'POST /v1/restocks/{id}/cancel': '400 /problems/invalid-request',
  'POST /v1/restocks/{id}/change-factory': '400 /problems/invalid-request',
  'POST /v1/restocks/{id}/close-short': '400 /problems/invalid-request',
  'POST /v1/restocks/{id}/extend-deadline': '400 /problems/invalid-request',
  'POST /v1/restocks/{id}/receive': '400 /problems/invalid-request',
  'POST /v1/restocks/{id}/retry': '400 /problems/invalid-request',
  'PUT /v1/products/{sku}': '400 /problems/invalid-request',
};

/** The problem's type or the legacy message; nothing where it is no refusal. */
async function refusalIn(response: Response): Promise<string> {
  if (response.ok) {
    await response.body?.cancel();
    return '';
  }
  const { type, message } = (await response.json()) as { type?: string; message?: string };
  return type ?? message ?? '';
}

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
    expect(operations.toSorted()).toEqual(Object.keys(routes));
  });

  it('describes only routes that are served, each of which knows what is missing', async () => {
    const answers: Record<string, string> = {};
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const method of Object.keys(methods).map((each) => each.toUpperCase())) {
        const response = await api.fetchRaw(path.replaceAll(/\{\w+\}/g, 'none'), { method });
        answers[`${method} ${path}`] = `${response.status} ${await refusalIn(response)}`.trim();
      }
    }
    expect(answers).toEqual(routes);
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
