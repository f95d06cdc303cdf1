import { html } from 'htm/preact';
import { height, stepsOf, width } from './steps.ts';

type Props = { points: [string, number][]; reorderPoint: number; label: string };

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
