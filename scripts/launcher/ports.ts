import { connect, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { LaunchError } from './launch-error.ts';

type Ports = Record<string, number>;

/**
 * Makes sure, before anything is started, that each port is free.
 *
 * @param ports by the variable that sets them
 * @param patience in ms, where a run that was cut off may still be ending
 * @throws {LaunchError} that names the first busy port and its variable
 */
export async function claimPorts(ports: Ports, patience = 0): Promise<void> {
  const names = Object.keys(ports);
  const twice = names.find((name, index) => names.findIndex((other) => ports[other] === ports[name]) !== index);
  if (twice !== undefined) {
    throw new LaunchError(`Port ${ports[twice]} is to be used twice: set ${twice} to another one.`);
  }
  const deadline = performance.now() + patience;
  for (const [name, port] of Object.entries(ports)) {
    let trouble = await whyNotFree(port);
    while (trouble !== undefined && performance.now() < deadline) {
      await delay(200);
      trouble = await whyNotFree(port);
    }
    if (trouble !== undefined) {
      throw new LaunchError(
        `Port ${port} ${trouble}: stop what uses it, or set ${name} to another port (${name}=${port + 10} npm start).`,
      );
    }
  }
}

/** Nothing where the port is free on loopback. */
export async function whyNotFree(port: number): Promise<string | undefined> {
  if (await answers('127.0.0.1', port)) return 'is already in use';
  const server = createServer();
  const code = await new Promise<string | undefined>((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(undefined));
  });
  if (code === undefined) await new Promise((closed) => server.close(closed));
  if (code === undefined) return undefined;
  return code === 'EACCES' ? 'is not allowed for your user' : 'is already in use';
}

/** Whether something accepts connections. A listener on all addresses does not stop one on loopback everywhere. */
export function answers(host: string, port: number, timeout = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout });
    const end = (result: boolean) => {
      socket.destroy();
      resolve(result);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}
