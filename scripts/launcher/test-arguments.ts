/** Projects of vitest.config.ts that do without Temporal. */
const withoutTemporal = ['unit', 'sqlite', 'mysql'];

/** Takes our own `--full` from what `npm test --` was given; the rest is for Vitest. */
export function readTestArguments(given: string[]): { isFull: boolean; vitestArguments: string[] } {
  return { isFull: given.includes('--full'), vitestArguments: given.filter((each) => each !== '--full') };
}

/** Whether any project that needs a Temporal server may run; where none is named, all do. */
export function needsTemporal(vitestArguments: string[]): boolean {
  const named = vitestArguments.flatMap((each, index) => {
    if (each.startsWith('--project=')) return [each.slice('--project='.length)];
    return vitestArguments[index - 1] === '--project' ? [each] : [];
  });
  return named.length === 0 || named.some((name) => !withoutTemporal.includes(name));
}
