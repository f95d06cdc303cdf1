import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { openCli } from '../support/cli.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { donut, stockDonuts } from '../support/donuts.ts';
import { readText } from '../support/deployment-files.ts';
import { createKey } from '../support/keys.ts';
import { freePort } from '../support/process.ts';

const because = ['--reason', 'a test'];

describe('a command that nobody understands', () => {
  const cli = openCli('http://127.0.0.1:9');
  it.each([
    ['what nobody knows', ['restokcs'], 'restocks'],
    ['an option that nobody knows', ['status', '--colour'], '--colour'],
    ['no id', ['show'], "'id'"],
    ['nothing to retry', ['retry', ...because], 'a filter such as --all-failed'],
    ['two states at once', ['retry', '--all-failed', '--state', 'ordered', ...because], 'cannot be used with'],
    ['one and many', ['retry', 'restock-X-1', '--all-failed', ...because], 'the one or the other'],
    ['no reason', ['cancel', 'restock-X-1'], 'Add --reason'],
    ['an empty reason', ['cancel', 'restock-X-1', '--reason', ' '], 'Add --reason'],
    ['no number', ['receive', 'restock-X-1', '--quantity', 'four', ...because], 'whole number'],
    ['no change', ['adjust', donut, '0', ...because], 'whole number'],
    ['no time', ['extend-deadline', 'restock-X-1', '--until', 'soon', ...because], 'such as 2d'],
    ['no decision', ['decide', 'x', 'keep', ...because], 'take-in, send-back'],
    ['no address', ['status', '--url', 'ftp://shop'], 'Set RESTOCK_URL'],
  ])('ends with 2 before anything is sent: %s', async (_, args, word) => {
    const { code, out, err } = await cli.run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(word);
  });

  it('is one that docs/cli.md does not have, which has all others and each exit code', () => {
    const page = readText('docs/cli.md');
    const { commands } = createProgram();
    expect(commands.length).toBeGreaterThan(15);
    for (const command of commands) expect(page).toMatch(new RegExp(`^\\| \`restock ${command.name()}[ \`]`, 'm'));
    for (const code of Object.values(exitCodes)) expect(page).toMatch(new RegExp(`^\\| ${code} \\|`, 'm'));
  });

  it('is helped, with 0', async () => {
    const { code, out } = await cli.run('retry', '--help');
    expect(code).toBe(0);
    expect(out).toContain('--dry-run');
  });
});

describeDatabase('the command line where keys are asked for', (open) => {
  let db: OpenDatabase['db'];
  let api: TestApi;
  const by = async (scope: 'read' | 'operate') => {
    const { text } = await createKey(db, `one who may ${scope}`, [scope]);
    return openCli(api.url, { RESTOCK_KEY: text });
  };
  beforeAll(async () => {
    ({ db } = await open());
    await stockDonuts(db, 5);
    api = await startApi(db, { env: { AUTH: 'keys', AUTH_FAILURES_PER_MINUTE: '5' } });
  });
  afterAll(() => api.close());

  it('ends with 4 without a key, with a wrong one, and with one that may not', async () => {
    const none = await openCli(api.url).run('products');
    expect(none).toMatchObject({ code: 4, out: '' });
    expect(none.err).toMatch(/^✗ This needs a key.*\n.*Nothing was changed\.\n.*restock keys create/);
    const wrong = await openCli(api.url, { RESTOCK_KEY: 'restock_0' }).run('products');
    expect(wrong).toMatchObject({ code: 4, err: expect.stringContaining('The key is not known.') as string });
    const reader = await by('read');
    expect(await reader.run('products')).toMatchObject({ code: 0 });
    const refused = await reader.run('adjust', donut, '1', ...because);
    expect(refused).toMatchObject({ code: 4, err: expect.stringContaining('scope operate; granted: read') as string });
  });

  it('is recorded under the name of its key', async () => {
    const operator = await by('operate');
    await operator.json('replenish', donut, ...because);
    const id = `restock-${donut}-1`;
    const done = (await operator.json('receive', id, '--actor', 'somebody else', ...because)) as {
      action: { actor: string };
    };
    expect(done.action.actor).toBe('one who may operate');
  });

  it('ends with 6 where there is no such thing, and with 3 where stock would go below zero', async () => {
    const operator = await by('operate');
    for (const args of [
      ['show', 'restock-NONE-1'],
      ['movements', 'NONE'],
      ['progress', 'none'],
      ['cancel', 'restock-NONE-1', ...because],
      ['decide', 'none', 'take-in', ...because],
      ['replenish', 'NONE', ...because],
    ]) {
      expect([args, (await operator.run(...args)).code]).toEqual([args, 6]);
    }
    expect(await operator.run('adjust', donut, '-999', ...because)).toMatchObject({ code: 3 });
  });

  it('ends with 2 where the API finds a fault in a value, and names it', async () => {
    const { code, err } = await (await by('read')).run('restocks', '--state', 'lost');
    expect(code).toBe(2);
    expect(err).toMatch(/^✗ The request has faults: .*state/);
  });

  it('ends with 5 while Temporal is away, and the same command works when it is back', async () => {
    const operator = await by('operate');
    await stockDonuts(db, 0, {}, 'bagel');
    await operator.json('replenish', 'bagel', ...because);
    api.workflows.isAway = true;
    const away = await operator.run('retry', 'restock-bagel-1', ...because);
    expect(away).toMatchObject({ code: 5, err: expect.stringContaining('Nothing is done twice.') as string });
    api.workflows.isAway = false;
  });
});

describe('the command line without Restock at the other end', () => {
  it('ends with 5 where nothing answers: nothing was changed, and where to look', async () => {
    const cli = openCli(`http://127.0.0.1:${await freePort()}`);
    const { code, err } = await cli.run('cancel', 'restock-X-1', ...because);
    expect(code).toBe(5);
    expect(err).toMatch(/^✗ Nothing answers at .* \(ECONNREFUSED\)\.\n {2}Nothing was changed\.\n {2}Start it/);
  });

  /** A server that answers everything like this. */
  async function answering(listener: Parameters<typeof createServer>[1]) {
    const server = createServer(listener as never).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const cli = openCli(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, { RESTOCK_KEY: 'secret' });
    return { cli, close: () => server.close() };
  }

  it('ends with 5 where the answer got lost: nobody knows, and what to do then depends on what it was', async () => {
    const { cli, close } = await answering((request) => request.destroy());
    const cancel = await cli.run('cancel', 'restock-X-1', ...because);
    expect(cancel).toMatchObject({ code: 5, err: expect.stringContaining('is not done twice') as string });
    const adjust = await cli.run('adjust', donut, '1', '--again', ...because);
    expect(adjust.err).toMatch(/Nobody knows whether it was done\.\n.*before you repeat it: restock movements/);
    const many = await cli.run('retry', '--all-failed', '--yes', '--name', 'monday', ...because);
    expect(many).toMatchObject({ code: 5 });
    close();
  });

  it.each([
    [200, 1],
    [404, 1],
    [502, 5],
  ])('says that it is something else where a page comes with %i', async (status, exitCode) => {
    const { cli, close } = await answering((_request, response) => response.writeHead(status).end('<html>'));
    const { code, err } = await cli.run('products');
    expect(code).toBe(exitCode);
    expect(err).toContain(`is not Restock: it says ${status}`);
    close();
  });

  it('carries its key to nobody else', async () => {
    const asked: string[] = [];
    const other = await answering((request, response) => {
      asked.push(request.url ?? '');
      response.end('{}');
    });
    const { cli, close } = await answering((_request, response) =>
      response.writeHead(307, { location: other.cli.url }).end(),
    );
    expect(await cli.run('products')).toMatchObject({ code: 1, err: expect.stringContaining('it says 307') as string });
    expect(asked).toEqual([]);
    close();
    other.close();
  });

  it('lets no text of others steer the terminal', async () => {
    const nasty = { sku: 'X', name: 'a\u001B[2J\u0007\rb\u202Ec', onHand: 1, restock: null, policy: {} };
    const { cli, close } = await answering((_request, response) =>
      response.end(JSON.stringify({ items: [nasty], next: null })),
    );
    const { out } = await cli.run('products');
    expect(out).toMatch(/^X +a b c +1/m);
    close();
  });

  it('ends without a word when whoever reads has read enough', async () => {
    const item = { sku: 'X', name: 'x'.repeat(500), onHand: 1, restock: null, policy: {} };
    const { cli, close } = await answering((_request, response) =>
      response.end(JSON.stringify({ items: Array.from({ length: 200 }, () => item), next: null })),
    );
    const { child, ended } = cli.start('products');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ code: 0, err: '' });
    close();
  });
});
