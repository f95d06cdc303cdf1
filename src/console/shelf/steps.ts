export const width = 120;
export const height = 28;
const inset = 3;

/** Stock over time, drawn into that space; and where a number of units is in it. */
export function stepsOf(points: [string, number][], reorderPoint: number) {
  const times = points.map(([time]) => Date.parse(time));
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const most = Math.max(reorderPoint, 1, ...points.map(([, onHand]) => onHand));
  const xOf = (time: number) => round(inset + ((time - first) / Math.max(1, last - first)) * (width - 2 * inset));
  const yOf = (onHand: number) => round(height - inset - (onHand / most) * (height - 2 * inset));
  const steps = points.map(([, onHand], index) => {
    const [x, y] = [xOf(times[index] ?? 0), yOf(onHand)];
    return index === 0 ? `M${x} ${y}` : `H${x}V${y}`;
  });
  return { path: steps.join(''), end: { x: xOf(last), y: yOf(points.at(-1)?.[1] ?? 0) }, yOf };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
