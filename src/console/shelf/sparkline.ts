import { html } from 'htm/preact';

type Props = { points: [string, number][]; reorderPoint: number; label: string };

const width = 120;
const height = 28;
const inset = 3;

/** Stock over time as steps, for it stays as it is between two entries; and the reorder point as a line. */
export function Sparkline({ points, reorderPoint, label }: Props) {
  if (points.length < 2) return html`<span class="no-trend" aria-hidden="true">–</span>`;
  const { path, end, yOf } = stepsOf(points, reorderPoint);
  return html`<svg class="sparkline" viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
    <line x1="0" x2=${width} y1=${yOf(reorderPoint)} y2=${yOf(reorderPoint)} />
    <path d=${path} />
    <circle cx=${end.x} cy=${end.y} r="2.2" />
  </svg>`;
}

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
