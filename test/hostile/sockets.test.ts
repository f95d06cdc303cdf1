import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { addUp, donut, onHandOf, stockDonuts } from '../support/donuts.ts';

const body = JSON.stringify({ sku: donut });
const head = 'POST /v1/purchases HTTP/1.1\r\nHost: shop\r\nContent-Type: application/json\r\n';
const purchase = `${head}Content-Length: ${body.length}\r\n\r\n${body}`;

describeDatabase('the API server and sockets that do not behave', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;

  beforeAll(async () => {
    ({ db } = await open());
    await stockDonuts(db, 1_000);
    api = await startApi(db, {
      env: { PUBLIC_URL: 'http://shop' },
      deadlines: { head: 300, request: 600, keepAlive: 300, checkEvery: 50 },
    });
  });
  afterAll(() => api.close());

  /**
   * Another API, whose deadlines no buyer on a busy machine misses. It too hangs up soon when all is answered.
   *
   * @param deadline milliseconds that it waits for a request
   */
  async function openPatientApi(deadline: number): Promise<TestApi> {
    const patient = await startApi(db, {
      env: { PUBLIC_URL: 'http://shop' },
      deadlines: { head: deadline, request: deadline, keepAlive: 300, checkEvery: 50 },
    });
    onTestFinished(() => patient.close());
    return patient;
  }

  /** Sends the text, leaves the connection open and waits until the server closes it; answers what came back. */
  async function send(text: string | Buffer, { url } = api): Promise<string> {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let received = '';
    socket.on('data', (data: Buffer) => (received += data.toString()));
    socket.on('error', () => undefined);
    socket.write(text);
    await new Promise((resolve) => void socket.once('close', resolve));
    return received;
  }

  const statusesOf = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));

  it.each([
    { what: 'says nothing', text: '\r\n', statuses: [408] },
    { what: 'stalls in the head', text: 'POST /v1/purchases HTTP/1.1\r\nHost: sh', statuses: [408] },
    { what: 'never begins the body', text: `${head}Content-Length: 50\r\n\r\n`, statuses: [408] },
    { what: 'stalls in the body', text: `${head}Content-Length: ${body.length + 1}\r\n\r\n${body}`, statuses: [408] },
    { what: 'never ends its chunks', text: `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"sku\r\n`, statuses: [408] },
    { what: 'says less than it sends', text: `${head}Content-Length: 5\r\n\r\n${body}`, statuses: [400] },
    { what: 'says two lengths', text: `${head}Content-Length: 5\r\nContent-Length: 6\r\n\r\n${body}`, statuses: [400] },
    {
      what: 'says length and chunks',
      text: `${head}Transfer-Encoding: chunked\r\n${purchase.slice(head.length)}`,
      statuses: [400],
    },
    { what: 'sends garbage', text: Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0xff, 0x00]), statuses: [400] },
    { what: 'says a length below nothing', text: `${head}Content-Length: -1\r\n\r\n${body}`, statuses: [400] },
    { what: 'says a length that is no number', text: `${head}Content-Length: 0x20\r\n\r\n${body}`, statuses: [400] },
    {
      what: 'says a length beyond all numbers',
      text: `${head}Content-Length: ${'9'.repeat(30)}\r\n\r\n${body}`,
      statuses: [400],
    },
    {
      what: 'says a chunk of no size',
      text: `${head}Transfer-Encoding: chunked\r\n\r\nxyz\r\n${body}`,
      statuses: [400],
    },
    {
      what: 'says a chunk larger than it sends',
      text: `${head}Transfer-Encoding: chunked\r\n\r\nffff\r\n${body}`,
      statuses: [408],
    },
    { what: 'speaks another protocol', text: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', statuses: [400] },
    { what: 'puts a zero byte into the path', text: 'GET /v1/\0 HTTP/1.1\r\nHost: shop\r\n\r\n', statuses: [400] },
    { what: 'sends a head without end', text: `GET / HTTP/1.1\r\nX: ${'x'.repeat(17_000)}`, statuses: [431] },
  ])('hangs up on one that $what, sells it nothing and serves others meanwhile', async ({ text, statuses }) => {
    const before = await onHandOf(db);
    const [answer, others] = await Promise.all([send(text), api.get('/livez')]);
    expect(statusesOf(answer)).toEqual(statuses);
    expect(others.status).toBe(200);
    expect(await onHandOf(db)).toBe(before);
  });

  it('hangs up on one that sends a byte now and then, and on those that leave in the middle', async () => {
    const before = await onHandOf(db);
    const port = Number(new URL(api.url).port);
    const drip = connect(port, '127.0.0.1');
    drip.on('error', () => undefined);
    const text = `${head}Content-Length: 999\r\n\r\n${body}`;
    let sent = 0;
    const timer = setInterval(() => drip.write(text[sent++ % text.length] ?? ''), 20);
    let received = '';
    drip.on('data', (data: Buffer) => (received += data.toString()));
    const closed = new Promise((resolve) => void drip.once('close', resolve));
    const leavers = ['end', 'resetAndDestroy'].flatMap((how) =>
      Array.from({ length: 20 }, async (_, length) => {
        const socket = connect(port, '127.0.0.1').on('error', () => undefined);
        await new Promise((resolve) =>
          socket.write(`${head}Content-Length: 99\r\n\r\n${body}`.slice(0, 10 * length + 1), resolve),
        );
        socket[how as 'end' | 'resetAndDestroy']();
      }),
    );
    await Promise.all(leavers);
    await closed;
    clearInterval(timer);
    expect(statusesOf(received)).toEqual([408]);
    await expect.poll(() => api.connections()).toBeLessThan(3);
    expect(await onHandOf(db)).toBe(before);
  });

  it('answers pipelined requests one after the other, each once', async () => {
    const before = await onHandOf(db);
    const answer = await send(purchase.repeat(20), await openPatientApi(60_000));
    expect(statusesOf(answer)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(await onHandOf(db)).toBe(before - 20);
  });

  it('serves buyers while 200 connections stall, and hangs up on all of those', async () => {
    const patient = await openPatientApi(3_000);
    const stalled = Array.from({ length: 200 }, (_, index) =>
      send(index % 2 === 0 ? head : `${head}Content-Length: 9\r\n\r\n{`, patient),
    );
    await expect.poll(() => patient.connections()).toBe(200);
    const sales = await Promise.all(Array.from({ length: 20 }, () => patient.post('/v1/purchases', { sku: donut })));
    expect(sales.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    const answers = await Promise.all(stalled);
    expect(answers.every((answer) => statusesOf(answer).join() === '408')).toBe(true);
    expect((await addUp(db)).onHand).toBe(await onHandOf(db));
  });

  it('sells to 200 that come at once, each once', async () => {
    const before = await onHandOf(db);
    const patient = await openPatientApi(60_000);
    const answers = await Promise.all(Array.from({ length: 200 }, () => send(purchase, patient)));
    expect(answers.flatMap(statusesOf)).toEqual(Array.from({ length: 200 }, () => 201));
    expect(await onHandOf(db)).toBe(before - 200);
  });
});
