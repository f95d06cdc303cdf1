import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { databaseFault } from '../../src/db/database-fault.ts';
import { openDatabase } from '../../src/db/database.ts';

const tooManyConnections = 1040;

/** What MySQL says instead of its greeting. */
function refusal(errno: number, message: string): Buffer {
  const body = Buffer.from(`\xFF\0\0#08004${message}`, 'latin1');
  body.writeUInt16LE(errno, 1);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
}

it('a process waits for a database that has no connection left for it, as for one that is away', async () => {
  const server = createServer((socket) => socket.end(refusal(tooManyConnections, 'Too many connections')));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const db = openDatabase({ url: `mysql://root@127.0.0.1:${port}/shop`, poolSize: 1 });
  try {
    expect(await databaseFault(db, { allowUnsafeCommits: false })).toBe(
      'The database does not answer (Too many connections).',
    );
  } finally {
    await db.destroy();
    server.close();
  }
});
