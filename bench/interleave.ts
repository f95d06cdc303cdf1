/** One side of a comparison. */
export type Side<Run> = { name: string; run: () => Promise<Run> };

/**
 * Runs every side once, then every side again, each round beginning with another one: whatever else the machine does
 * meanwhile, it does to all of them. Answers the runs of each side, in order of rounds.
 */
export async function interleave<Run>(sides: readonly Side<Run>[], repeats: number): Promise<Map<string, Run[]>> {
  const runs = new Map(sides.map(({ name }) => [name, [] as Run[]]));
  for (let round = 0; round < repeats; round++) {
    const first = round % sides.length;
    for (const side of [...sides.slice(first), ...sides.slice(0, first)]) {
      const run = await side.run();
      runs.get(side.name)?.push(run);
      console.log(`  ${round + 1}/${repeats} ${side.name}: ${briefly(run)}`);
    }
  }
  return runs;
}

function briefly(run: unknown): string {
  if (typeof run !== 'object' || run === null) return String(run);
  return Object.entries(run)
    .filter(([, value]) => ['number', 'string'].includes(typeof value))
    .map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 100) / 100 : value}`)
    .join(', ');
}
