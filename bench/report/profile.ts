/** As V8 writes it with `--cpu-prof`: what was on top of the stack at each sample, and how long until the next. */
export type CpuProfile = {
  nodes: { id: number; callFrame: { functionName: string; url: string } }[];
  samples: number[];
  timeDeltas: number[];
};

/** Where processor time goes, by who wrote the code: share of all time that was not idle, the largest first. */
export function shares({ nodes, samples, timeDeltas }: CpuProfile): [owner: string, share: number][] {
  const owners = new Map(nodes.map(({ id, callFrame }) => [id, ownerOf(callFrame)]));
  const times = new Map<string, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const owner = owners.get(id) ?? 'other';
    if (owner === 'idle') continue;
    const time = timeDeltas[index] ?? 0;
    times.set(owner, (times.get(owner) ?? 0) + time);
    total += time;
  }
  return [...times].map(([owner, time]): [string, number] => [owner, time / total]).toSorted((a, b) => b[1] - a[1]);
}

function ownerOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
  if (functionName === '(idle)') return 'idle';
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(program)') return 'native code and system calls';
  const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (name !== undefined) return name;
  if (url.startsWith('node:')) return 'Node.js';
  const folder = /\/src\/([^/]+)\//.exec(url)?.[1];
  return folder === undefined ? 'native code and system calls' : `src/${folder}`;
}
