import { once } from 'node:events';

/** `NODE_OPTIONS` of a process whose heap is looked at. */
export function inspectable(port: number): string {
  return `--inspect=127.0.0.1:${port} --inspect-publish-uid=http`;
}

/** What Node writes to its output for each look. */
export const inspectorNotice = 'Debugger attached.\n';

/** Bytes in use in the heap of a process and in its buffers, after collections. */
export async function inspectedHeap(port: number): Promise<number> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Target[];
  const socket = new WebSocket(targets[0]!.webSocketDebuggerUrl);
  await once(socket, 'open');
  const ask = async (method: string, params: object = {}) => {
    socket.send(JSON.stringify({ id: 1, method, params }));
    const [{ data }] = (await once(socket, 'message')) as [MessageEvent];
    return (JSON.parse(String(data)) as { result: { result: { value: Record<string, number> } } }).result;
  };
  // What the first collection finalizes is free for the second.
  for (let collections = 0; collections < 2; collections++) await ask('HeapProfiler.collectGarbage');
  const { result } = await ask('Runtime.evaluate', { expression: 'process.memoryUsage()', returnByValue: true });
  socket.close();
  await once(socket, 'close');
  return result.value['heapUsed']! + result.value['external']!;
}

type Target = { webSocketDebuggerUrl: string };
