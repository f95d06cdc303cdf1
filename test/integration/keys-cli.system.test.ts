import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { runKeysCommand } from '../../src/access/key-commands.ts';
import { root } from '../../scripts/launcher/settings.ts';
import { describeDatabase } from '../support/databases.ts';
import { freePort, startProcess } from '../support/process.ts';

const run = promisify(execFile);

describeDatabase('the keys command', (open) => {
  it('makes a key that is shown once, lists it without its secret, and revokes it', async () => {
    const { db } = await open();
    expect((await runKeysCommand(db, ['list'])).out).toContain('There is no key');
    const made = await runKeysCommand(db, ['create', '--name', 'till 1', '--scope', 'sell', '--scope', 'read,sell']);
    const [, id = ''] = /^restock_([0-9a-f]{12})_[\w-]{43}$/.exec(made.out) ?? [];
    expect(made.note).toContain(`Key ${id} of till 1: sell, read.`);
    const { out } = await runKeysCommand(db, ['list']);
    expect(out).toMatch(new RegExp(`^${id} +till 1 +sell read +valid +–$`, 'm'));
    expect(out).not.toContain(made.out.slice(-43));

    expect((await runKeysCommand(db, ['revoke', id])).out).toContain('is revoked');
    expect((await runKeysCommand(db, ['revoke', id])).out).toContain('was revoked before');
    const [listed] = JSON.parse((await runKeysCommand(db, ['list', '--json'])).out) as Record<string, unknown>[];
    expect(listed).toMatchObject({
      id,
      name: 'till 1',
      scopes: ['sell', 'read'],
      revokedAt: expect.any(String) as string,
    });
  });

  it('takes an expiry as a duration or a time to come', async () => {
    const { db } = await open();
    const make = async (expires: string) => {
      const args = ['create', '--name', 'guest', '--scope', 'read', '--json', '--expires', expires];
      const { expiresAt } = JSON.parse((await runKeysCommand(db, args)).out) as { expiresAt: string };
      return Date.parse(expiresAt);
    };
    expect((await make('2h')) - Date.now()).toBeGreaterThan(7_000_000);
    expect(await make('2999-01-31')).toBe(Date.UTC(2999, 0, 31));
    for (const wrong of ['soon', '2020-01-01', '0d', '90', '45', '2045', '1 Jan 2045']) {
      await expect(make(wrong)).rejects.toThrow(`--expires ${wrong} is no duration`);
    }
  });

  it('says what to type instead of what it does not understand', async () => {
    const { db } = await open();
    const wrong: [string[], string][] = [
      [[], 'Usage:'],
      [['revoke'], 'Usage:'],
      [['create', '--scope', 'sell'], '--name is required'],
      [['create', '--name', ' ', '--scope', 'sell'], '--name is required'],
      [['create', '--name', 'till-1'], '--scope is required'],
      [['create', '--name', 'till-1', '--scope', 'everything'], 'sell, operate, factory, read. everything'],
      [['create', '--name', 'till-1', '--scope', 'sell', '--colour', 'red'], 'Usage:'],
      [['revoke', '3f9a1c2b7d04'], 'There is no key 3f9a1c2b7d04'],
    ];
    for (const [args, sentence] of wrong) await expect(runKeysCommand(db, args)).rejects.toThrow(sentence);
  });

  it('is a program of its own, whose key opens a running API until it is revoked', async () => {
    const { url } = await open();
    const env = { PATH: process.env.PATH, DATABASE_URL: url };
    const keys = (...args: string[]) =>
      run(process.execPath, ['src/cli/restock.mjs', 'keys', ...args], { cwd: root, env });
    const port = await freePort();
    const api = `http://127.0.0.1:${port}`;
    const server = await startProcess('src/api/server.ts', `${api}/readyz`, {
      DATABASE_URL: url,
      PORT: String(port),
      AUTH: 'keys',
      NODE_ENV: 'production',
    });
    await expect.poll(server.output).toContain('there is none yet: npx restock keys create');
    const { stdout, stderr } = await keys('create', '--name', 'screen', '--scope', 'read');
    const key = stdout.trim();
    const statusOf = async () =>
      (await fetch(`${api}/v1/products`, { headers: { authorization: `Bearer ${key}` } })).status;
    expect(await statusOf()).toBe(200);
    await keys('revoke', /[0-9a-f]{12}/.exec(stderr)![0]);
    await expect.poll(statusOf).toBe(401);
    await server.end();
    expect(server.output()).toContain('"denial":"revoked-key"');
    expect(server.output()).not.toContain(key);
  }, 120_000);

  it.each([{ HOST: '0.0.0.0' }, { NODE_ENV: 'production' }])('is what an open API asks for with %j', async (more) => {
    const { url } = await open();
    const env = { PATH: process.env.PATH, DATABASE_URL: url, PORT: String(await freePort()), ...more };
    const ended = run(process.execPath, ['src/api/server.ts'], { cwd: root, env });
    await expect(ended).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('set AUTH=keys, and make a key') as string,
    });
  });
});
