import { Agent, METHODS } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { OpenApiDocument } from '../../src/api/openapi.ts';
import { sendRaw, type RawAnswer } from '../hostile/send-raw.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase } from '../support/databases.ts';
import { createAnswerCheck, type Answer } from '../support/declared-answers.ts';
import { isEventStream } from '../support/event-reader.ts';

/** All that Node lets through; CONNECT is for proxies. */
const methods = METHODS.filter((method) => method !== 'CONNECT');
const reading = ['GET', 'HEAD'];

describeDatabase('an address, asked by every method that there is,', (open) => {
  let api: TestApi;
  const agent = new Agent({ keepAlive: true });

  beforeAll(async () => {
    api = await startApi((await open()).db, { env: { LEGACY_CALLBACKS: 'open' } });
  });
  afterAll(async () => {
    agent.destroy();
    await api.close();
  });

  const ask = (method: string, path: string) => sendRaw(api.url, { method, path, headers: {}, body: undefined }, agent);

  it('answers as the document declares, or names the methods that it knows', async () => {
    const document = (await (await api.fetchRaw('/openapi.json')).json()) as OpenApiDocument;
    const assertDeclared = createAnswerCheck(document);
    for (const [template, operations] of Object.entries(document.paths!)) {
      const declared = Object.keys(operations).map((method) => method.toUpperCase());
      const known = declared.includes('GET') ? [...declared, 'HEAD'] : declared;
      const path = template.replaceAll(/\{\w+\}/g, 'none');
      for (const method of methods.filter((each) => each !== 'HEAD')) {
        const answer = await ask(method, path);
        expect([path, answer.status, answer.status < 500]).toEqual([path, answer.status, true]);
        const isStream = isEventStream(answer.headers.get('content-type'));
        expect([method, path, isStream]).toEqual([method, path, method === 'GET' && path === '/v1/events']);
        if (isStream) continue;
        if (known.includes(method)) assertDeclared(method, path, { ...answer, body: bodyOf(answer) });
        else if (isLegacy(path)) expectLegacyNotFound(method, path, answer);
        else expectNotAllowed(method, path, answer, known);
      }
      await expectHeadOf(path, known.includes('GET') ? 'GET' : 'OPTIONS');
    }
  });

  it.each([
    ['/', 200],
    ['/?x=1', 200],
    ['/docs', 301],
    ['/docs/', 200],
    ['/docs/index.html', 200],
    ['/docs/swagger-ui.css', 200],
    ['/docs/swagger-initializer.js', 200],
    ['/docs/gone.js', 404],
    ['/docs/..%2f..%2fpackage.json', 404],
    ['/openapi.json', 200],
    ['/problems', 200],
    ['/problems/', 200],
    ['/problems/sold-out', 200],
    ['/problems/x', 404],
    ['/metrics', 200],
    ['/console', 200],
    ['/console/', 200],
    ['/console/session%20', 200],
    ['/console/session/x', 200],
    ['/console/restocks/restock-CP-502101-1', 200],
    ['/console/assets', 200],
    ['/console/assets/gone.js', 404],
    ['/console/assets/a/b', 404],
    ['/console/assets/..%2findex.html', 404],
  ])('is read and never changed: %s', async (path, status) => {
    expect(await ask('GET', path)).toMatchObject({ status });
    await expectHeadOf(path, 'GET');
    for (const method of methods.filter((each) => !reading.includes(each))) {
      expectNotAllowed(method, path, await ask(method, path), reading);
    }
  });

  it.each([
    '/nothing',
    '/v1',
    '/v1/nothing',
    '/v1/nothing/%ff',
    '/v1//products',
    '//v1/products',
    '/v1/products%20',
    '/v1/products.json',
    '/openapi.json/x',
    '/problems/sold-out/x',
    '/metrics/x',
    '/consoles',
    '//console',
    '/%00',
    '*',
  ])('leads nowhere: %s', async (path) => {
    for (const method of methods.filter((each) => each !== 'HEAD')) {
      const answer = await ask(method, path);
      expect({ method, ...answer, body: bodyOf(answer) }).toMatchObject({
        method,
        status: 404,
        body: { type: '/problems/not-found' },
      });
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.headers.get('allow')).toBeNull();
    }
    await expectHeadOf(path, 'OPTIONS');
  });

  it.each([
    '/v1/products/%ff',
    '/docs/%ff',
    '/problems/%ff',
    '/console/%ff',
    '/console/assets/%ff',
    'http://[/livez',
    'shop://livez',
  ])('cannot be read: %s', async (path) => {
    for (const method of methods.filter((each) => each !== 'HEAD')) {
      const answer = await ask(method, path);
      expect({ method, ...bodyOf(answer) }).toMatchObject({ method, status: 400, type: '/problems/invalid-request' });
    }
    await expectHeadOf(path, 'GET');
  });

  it.each(['/product', '/product/cake', '/product/donut/', '/product/%ff', '/checkout/2'])(
    'is refused in the words of the legacy contract: %s',
    async (path) => {
      for (const method of methods.filter((each) => !['GET', 'HEAD', 'POST'].includes(each))) {
        const { status, text } = await ask(method, path);
        expect({ method, status, text }).toEqual({ method, status: 404, text: '{"error":"Not Found"}' });
      }
    },
  );

  it.each(['/v1/events', '/v1/events?lastEventId=1', '/v1/events?nonsense=1'])(
    'tells of a stream of events without opening one: %s',
    async (path) => {
      await expectHeadOf(path, 'GET');
      expect((await ask('HEAD', path)).headers.get('content-type')).not.toBeNull();
    },
  );

  /** What HEAD answers: all that the other method does, but for the body. */
  async function expectHeadOf(path: string, method: string): Promise<void> {
    const [whole, head] = [await ask(method, path), await ask('HEAD', path)];
    const said = ({ status, headers }: RawAnswer) => ({
      path,
      status,
      type: headers.get('content-type'),
      allow: headers.get('allow'),
      location: headers.get('location'),
    });
    expect(said(head)).toEqual(said(whole));
    expect(head.text).toBe('');
  }
});

function expectNotAllowed(method: string, path: string, answer: RawAnswer, allowed: string[]): void {
  expect({ method, path, status: answer.status, allow: answer.headers.get('allow'), text: answer.text }).toMatchObject({
    method,
    path,
    status: 405,
    allow: allowed.join(', '),
  });
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(bodyOf(answer)).toMatchObject({ type: '/problems/method-not-allowed', status: 405, allowed });
}

function expectLegacyNotFound(method: string, path: string, { status, text }: RawAnswer): void {
  expect({ method, path, status, text }).toEqual({ method, path, status: 404, text: '{"error":"Not Found"}' });
}

function isLegacy(path: string): boolean {
  return /^\/(product|checkout)\b/.test(path);
}

function bodyOf({ text }: RawAnswer): Answer['body'] {
  return JSON.parse(text) as Answer['body'];
}
