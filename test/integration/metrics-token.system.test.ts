import { afterEach, describe, expect, it } from 'vitest';
import { samplesOf } from '../support/metric-texts.ts';
import { freePort, startProcess, type TestProcess } from '../support/process.ts';

const token = 'a-token-of-thirty-two-characters';
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });

/** Each as it runs for others, while its database is away. */
const processes = [
  { entry: 'src/api/server.ts', host: 'HOST', port: 'PORT' },
  { entry: 'src/worker.ts', host: 'WORKER_HOST', port: 'WORKER_PORT' },
];

describe.each(processes)('the metrics of $entry', ({ entry, host, port: portName }) => {
  let running: TestProcess | undefined;
  let url: string;
  afterEach(() => running?.end('SIGKILL'));

  async function start(env: Record<string, string>) {
    const [port, databasePort] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${port}`;
    const DATABASE_URL = `mysql://root@127.0.0.1:${databasePort}/away`;
    running = await startProcess(entry, `${url}/livez`, { DATABASE_URL, [portName]: String(port), ...env });
    return running;
  }
  const ask = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/metrics`, { headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  const refused = async (kind: string) =>
    samplesOf((await ask(bearer(token))).text).get(`restock_refused_authentications_total{kind="${kind}"}`);

  it('are there for the token, also beyond this machine and without the database', async () => {
    await start({ [host]: '0.0.0.0', AUTH: 'keys', METRICS_TOKEN: token });
    const { status, text } = await ask(bearer(token));
    expect(status).toBe(200);
    expect(samplesOf(text).get('process_start_time_seconds')).toBeGreaterThan(0);
  });

  it('ask for the token wherever one is set, and refuse, log and count who has none', async () => {
    const { output } = await start({ METRICS_TOKEN: token });
    const without = await ask();
    expect(without.status).toBe(401);
    expect(without.headers.get('www-authenticate')).toBe('Bearer realm="restock"');
    for (const wrong of [`${token}x`, token.slice(1), token.toUpperCase(), 'guessed']) {
      expect([wrong, (await ask(bearer(wrong))).status]).toEqual([wrong, 401]);
    }
    expect((await ask({ authorization: `Basic ${btoa(`:${token}`)}` })).status).toBe(401);
    expect(await refused('key')).toBe(6);
    await expect.poll(output).toMatch(/"denial":"missing","route":"GET \/metrics","address":"127\.0\.0\.1"/);
    expect(output()).toMatch(/"denial":"unknown-key","route":"GET \/metrics"/);
    expect(output()).not.toContain(token);
    expect(output()).not.toContain('guessed');
  });

  it('send away who guesses, and let pass who knows it', async () => {
    await start({ METRICS_TOKEN: token, AUTH_FAILURES_PER_MINUTE: '5' });
    for (let count = 0; count < 5; count++) expect((await ask(bearer('guessed'))).status).toBe(401);
    const limited = await ask(bearer('guessed'));
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
    expect((await ask(bearer(token))).status).toBe(200);
    expect(await refused('limited')).toBe(1);
  });

  it('are closed without a token where others could read them', async () => {
    await start({ [host]: '0.0.0.0', AUTH: 'keys' });
    for (const headers of [{}, bearer('null'), bearer('')]) expect([401, 503]).toContain((await ask(headers)).status);
  });

  it('are open on this machine where nobody is asked for anything', async () => {
    await start({});
    expect((await ask()).status).toBe(200);
  });
});
