import { Member } from './member.ts';

/** A way from one part to another that goes through the proxy, where it can be broken. */
export type Link = {
  /** From and to, such as `api-1-database`. */
  name: string;
  /** The port of the proxy that stands in for the other side. */
  port: number;
  /** The port of the other side itself; both are on this machine. */
  to: number;
};

/** What toxiproxy does to the bytes of a connection: `upstream` is what the caller sends, `downstream` the answer. */
export type Toxic = {
  type: 'latency' | 'bandwidth' | 'timeout' | 'reset_peer';
  stream: 'upstream' | 'downstream';
  attributes: Record<string, number>;
};

export type Network = ReturnType<typeof createNetwork>;

/** The connections of the system, each through a proxy of its own in one toxiproxy. */
export function createNetwork(options: { executable: string; port: number; links: readonly Link[]; logFile: string }) {
  const { executable, port, links, logFile } = options;
  const address = `http://127.0.0.1:${port}`;
  const member = new Member({
    name: 'network',
    command: executable,
    args: ['-host', '127.0.0.1', '-port', String(port)],
    env: {},
    logFile,
    isReady: async () => (await fetch(`${address}/version`)).ok,
  });

  async function call(method: string, path: string, body?: unknown): Promise<void> {
    const response = await fetch(`${address}${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // Its own defence against browsers.
      headers: { 'user-agent': 'restock-chaos' },
    });
    if (!response.ok) throw new Error(`toxiproxy answered ${response.status} to ${method} ${path}`);
    await response.body?.cancel();
  }

  return {
    member,
    linkNames: links.map(({ name }) => name),
    async start(): Promise<void> {
      await member.start();
      await call(
        'POST',
        '/populate',
        links.map(({ name, port: from, to }) => ({
          name,
          listen: `127.0.0.1:${from}`,
          upstream: `127.0.0.1:${to}`,
          enabled: true,
        })),
      );
    },
    /** Closes the connections of a link and refuses new ones, or takes new ones again. */
    setOpen: (link: string, isOpen: boolean) => call('POST', `/proxies/${link}`, { enabled: isOpen }),
    /** Adds to what happens to a link's connections, those that are open included. */
    hurt: (link: string, toxics: readonly Toxic[]) =>
      Promise.all(
        toxics.map((toxic) =>
          call('POST', `/proxies/${link}/toxics`, { name: `${toxic.type}-${toxic.stream}`, ...toxic }),
        ),
      ),
    /** Takes away what `hurt` has added. */
    heal: (link: string, toxics: readonly Toxic[]) =>
      Promise.all(toxics.map(({ type, stream }) => call('DELETE', `/proxies/${link}/toxics/${type}-${stream}`))),
  };
}
