import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import express from 'express';
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { consolePages } from '../../src/api/console.ts';
import { mountPages } from '../../src/api/mount-routes.ts';
import { answerRefusal } from '../../src/api/refusal.ts';

const empty = mkdtempSync(join(tmpdir(), 'restock-console-'));
const servers: Server[] = [];

async function serve(folder?: string): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
  const app = express();
  mountPages(app, consolePages(folder));
  app.use(answerRefusal);
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init);
}

afterAll(() => {
  for (const server of servers) server.close();
  rmSync(empty, { recursive: true });
});

describe('the pages of the console', () => {
  let get: Awaited<ReturnType<typeof serve>>;
  let assets: string[];
  beforeAll(async () => {
    get = await serve();
    const page = await (await get('/console/')).text();
    assets = [...page.matchAll(/"(\/console\/assets\/[^"]+)"/g)].map(([, path]) => path!);
  });

  it.each(['/console', '/console/', '/console/restocks?state=failed', '/console/restocks/restock-CP-502101-1'])(
    'are one page, asked for anew each time: %s',
    async (path) => {
      const response = await get(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('cache-control')).toBe('no-cache');
      expect(await response.text()).toContain('<div id="console">');
    },
  );

  it('load nothing that is not theirs, and stand in no frame', async () => {
    for (const path of ['/console/', ...assets]) {
      const policy = (await get(path)).headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
    }
    expect(await (await get('/console/')).text()).not.toMatch(/<script>|<style|\bon\w+=|https?:/);
  });

  it('have parts that browsers keep for good, compressed as well as they take it', async () => {
    const types = { js: /javascript/, css: /css/, svg: /svg/ };
    expect(assets).toHaveLength(3);
    for (const path of assets) {
      const plain = await get(path, { headers: { 'accept-encoding': 'identity' } });
      const text = await plain.text();
      for (const encoding of ['br', 'gzip']) {
        const response = await get(path, { headers: { 'accept-encoding': encoding } });
        expect(response.headers.get('content-encoding')).toBe(encoding);
        expect(response.headers.get('content-type')).toMatch(types[path.split('.').at(-1) as keyof typeof types]);
        expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
        expect(response.headers.get('vary')).toBe('Accept-Encoding');
        expect(await response.text()).toBe(text);
      }
    }
  });

  it('do not answer for what is not there', async () => {
    for (const path of ['/console/assets/gone.js', '/console/assets/..%2Findex.html', '/consoles']) {
      const response = await get(path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(response.headers.get('cache-control')).toBeNull();
    }
  });

  it('say what to run where they were not built', async () => {
    const response = await (await serve(join(empty, 'nothing')))('/console/restocks');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('npm run build');
  });
});
