import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterEach, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase } from '../support/databases.ts';
import { donut, stockDonuts } from '../support/donuts.ts';

describeDatabase('an API that asks nobody for a key', (open) => {
  let api: TestApi | undefined;
  afterEach(() => api?.close());

  /** As a browser calls it under this name. */
  async function callAs(host: string, env: Record<string, string>): Promise<{ status: number; text: string }> {
    const { db } = await open();
    await stockDonuts(db, 10);
    api = await startApi(db, { env });
    const sent = request(`${api.url}/v1/products/${donut}`, { headers: { host }, agent: false }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    const text = (await response.setEncoding('utf8').toArray()).join('');
    return { status: response.statusCode ?? 0, text };
  }
  const publicUrl = { PUBLIC_URL: 'https://shop.example' };

  it.each(['127.0.0.1:3000', 'localhost', 'LOCALHOST:80', '[::1]:3000', '127.9.9.9', 'shop.example', ''])(
    'answers by a name of its own: %j',
    async (host) => {
      expect((await callAs(host, publicUrl)).status).toBe(200);
    },
  );

  it.each(['evil.example', 'evil.example:3000', '127.0.0.1.evil.example', 'localhost.evil.example', '10.0.0.1', ':::'])(
    'answers nothing by a name that a page elsewhere can have: %s',
    async (host) => {
      const { status, text } = await callAs(host, publicUrl);
      expect(status).toBe(421);
      expect(JSON.parse(text)).toMatchObject({ type: '/problems/unknown-host' });
    },
  );

  it('leaves the name to whoever has a key', async () => {
    const { status } = await callAs('evil.example', { AUTH: 'keys' });
    expect(status).toBe(401);
  });
});
