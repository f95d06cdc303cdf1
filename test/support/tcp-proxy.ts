import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/**
 * A way to a server that can be interrupted as a cable is: while it is, no byte passes, and neither side learns that the
 * other has hung up. What is interrupted stays dead afterwards; only new connections work again.
 */
export async function startTcpProxy(to: { host: string; port: number }) {
  const sockets = new Set<Socket>();
  const state = { interrupted: false, refusing: false };
  let trips = 0;

  const server = createServer({ allowHalfOpen: true }, (caller) => {
    if (state.refusing) {
      caller.destroy();
      return;
    }
    const callee = connect({ ...to, allowHalfOpen: true });
    const link = { dead: state.interrupted, isAsking: false };
    for (const [from, into] of [
      [caller, callee],
      [callee, caller],
    ] as const) {
      sockets.add(from);
      from.on('data', (data: Buffer) => {
        link.dead ||= state.interrupted;
        if (from === caller && !link.isAsking) trips += 1;
        link.isAsking = from === caller;
        if (!link.dead) into.write(data);
      });
      from.on('end', () => {
        link.dead ||= state.interrupted;
        if (!link.dead) into.end();
      });
      from.on('error', () => {});
      from.on('close', () => sockets.delete(from));
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    /** Round trips so far: how often a caller has spoken up first, or again after an answer. */
    trips: () => trips,
    interrupt: () => (state.interrupted = true),
    /** Ends all connections, as a server that dies does, and takes no new ones. */
    hangUp: () => {
      state.refusing = true;
      for (const socket of sockets) socket.destroy();
    },
    mend: () => Object.assign(state, { interrupted: false, refusing: false }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

/** The same to a MySQL; `url` leads to it by this way. */
export async function startMysqlProxy(to: string) {
  const url = new URL(to);
  const proxy = await startTcpProxy({ host: url.hostname, port: Number(url.port || 3306) });
  return { ...proxy, url: Object.assign(url, { hostname: '127.0.0.1', port: String(proxy.port) }).href };
}
