import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTerminal, whyNoTerminal } from '../support/cli.ts';
import { describeUnless } from '../support/missing-here.ts';

const policy = { reorderPoint: 0, orderQuantity: 10 };
const restock = { id: 'restock-B-1', state: 'ordered', attention: null, expectedAt: null };
const items = [
  { sku: 'A', name: 'a donut', onHand: 1, policy, restock: null },
  { sku: 'B', name: '아주 긴 이름의 도넛과 커피 그리고 우유가 함께 담긴 상자', onHand: 22, policy, restock },
];

describeUnless(whyNoTerminal(), 'the command line on a terminal', () => {
  const asked: { method: string; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data: Buffer) => (body += data.toString()));
    request.on('end', () => {
      asked.push({ method: request.method ?? '', body });
      response.end(JSON.stringify(request.method === 'GET' ? { items, next: null } : preview));
    });
  });
  const preview = { dryRun: true, count: 2, restocks: [], refusedCount: 0, refused: [], isAll: true };
  let type: ReturnType<typeof openTerminal>;

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    type = openTerminal(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  afterAll(() => server.close());

  const columnsOf = (line: string) => line.length + (line.match(/\p{Script=Hangul}/gu)?.length ?? 0);
  const withoutStyle = (text: string) => stripVTControlCharacters(text).replaceAll('\r', '');

  it('keeps columns in line where letters are twice as wide, and wraps what gives way', async () => {
    const { out } = await type(['products'], { columns: 100 });
    const lines = withoutStyle(out).trim().split('\n');
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(100);
    const onHandEnds = lines.slice(1).flatMap((line) => /^.*? (1|22)(?= +0 +10)/.exec(line)?.[0] ?? []);
    expect(onHandEnds.map(columnsOf)).toEqual([onHandEnds[0], onHandEnds[0]].map((line) => columnsOf(line ?? '')));
  });

  it('writes one line for each fact where no table fits', async () => {
    const { out } = await type(['products'], { columns: 60 });
    expect(withoutStyle(out)).toMatch(/^B\n {2}name +아주 긴 [^]*\n {2}restock +restock-B-1\n {2}state +ordered\n$/m);
  });

  it('is coloured, unless NO_COLOR asks for none', async () => {
    expect((await type(['products'], { columns: 160 })).out).toContain('\u001B[');
    expect((await type(['products'], { columns: 160, env: { NO_COLOR: '1' } })).out).not.toContain('\u001B[');
  });

  it('asks for the reason, and whether to retry so many; without a yes nothing is done', async () => {
    asked.length = 0;
    const { code, out } = await type(['retry', '--all-failed'], { columns: 100, answers: ['outage is over', 'n'] });
    expect(code).toBe(130);
    expect(out).toContain('Retry 2 restocks? [y/N]');
    expect(out).toContain('Not confirmed.');
    expect(asked.map(({ body }) => JSON.parse(body) as object)).toEqual([
      expect.objectContaining({ dryRun: true, reason: 'outage is over' }),
    ]);
  });

  it('does nothing when Ctrl-C is the answer', async () => {
    asked.length = 0;
    const { code, out } = await type(['cancel', 'restock-B-1'], { columns: 100, answers: ['\u0003'] });
    expect(code).toBe(130);
    expect(out).toContain('Nothing was changed.');
    expect(asked).toEqual([]);
  });
});
