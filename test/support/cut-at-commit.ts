import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What becomes of the next COMMIT: it gets lost on the way, or it takes effect and only the answer gets lost. */
export type Cut = 'before' | 'after' | null;

/** MySQL's packet: three bytes of length, the number 0, the command "query", the statement. */
const commit = Buffer.concat([Buffer.from([8, 0, 0, 0, 3]), Buffer.from('COMMIT;')]);

/** A way to the MySQL of `url` that breaks the connection at a COMMIT when told to. */
export async function cutAtCommit(url: string) {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  let next: Cut = null;
  let cuts = 0;
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    let isCut = false;
    const end = () => {
      near.destroy();
      far.destroy();
    };
    for (const socket of [near, far]) sockets.add(socket.on('error', end).on('close', end));
    near.on('data', (data) => {
      if (next !== null && data.equals(commit)) {
        isCut = true;
        cuts += 1;
        const cut = next;
        next = null;
        if (cut === 'before') return end();
      }
      far.write(data);
    });
    far.on('data', (data) => (isCut ? end() : near.write(data)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = String((server.address() as AddressInfo).port);
  return {
    url: Object.assign(new URL(url), { port }).href,
    cutNext: (cut: Cut) => (next = cut),
    cuts: () => cuts,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
