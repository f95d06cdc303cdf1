import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3-scale';

export type Plot = {
  title: string;
  x: { label: string; log?: boolean };
  y: { label: string; log?: boolean };
  lines: { name: string; points: [x: number, y: number][] }[];
};

const [width, height] = [760, 420];
const frame = { left: 70, right: 230, top: 40, bottom: 50 };
/** Told apart by people who see fewer colours, on white and on black. */
const colours = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7f7f7f', '#a0522d'];

/** A picture of lines over a plane, as SVG. */
export function draw({ title, x, y, lines }: Plot): string {
  const points = lines.flatMap((line) => line.points);
  const across = scale(
    x.log,
    points.map(([value]) => value),
  ).range([frame.left, width - frame.right]);
  const up = scale(
    y.log,
    points.map(([, value]) => value),
  ).range([height - frame.bottom, frame.top]);
  const right = width - frame.right;
  const bottom = height - frame.bottom;
  // On a logarithmic axis only what was measured, lest the numbers overlap.
  const xTicks = x.log ? [...new Set(points.map(([value]) => value))] : across.ticks(8);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(frame.left, 22, title, 'font-size="15"'),
    ...up.ticks(y.log ? 4 : 6).map((tick) => {
      const at = round(up(tick));
      return `<path d="M${frame.left} ${at}H${right}" stroke="#dddddd"/>${text(frame.left - 8, at + 4, label(tick), 'text-anchor="end"')}`;
    }),
    ...xTicks.map((tick) => text(round(across(tick)), bottom + 18, label(tick), 'text-anchor="middle"')),
    `<path d="M${frame.left} ${frame.top}V${bottom}H${right}" stroke="#333333" fill="none"/>`,
    text((frame.left + right) / 2, height - 10, x.label, 'text-anchor="middle"'),
    text(0, 0, y.label, `text-anchor="middle" transform="translate(16 ${(frame.top + bottom) / 2}) rotate(-90)"`),
    ...lines.flatMap(({ name, points: of }, index) => {
      const colour = colours[index % colours.length] ?? '';
      const at = of.map(([px, py]) => [round(across(px)), round(up(py))] as const);
      return [
        `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${at.map((pair) => pair.join(',')).join(' ')}"/>`,
        ...at.map(([px, py]) => `<circle cx="${px}" cy="${py}" r="3" fill="${colour}"/>`),
        `<rect x="${right + 14}" y="${frame.top + index * 20 - 9}" width="12" height="10" fill="${colour}"/>`,
        text(right + 32, frame.top + index * 20, name),
      ];
    }),
    '</svg>\n',
  ].join('\n');
}

function scale(isLog: boolean | undefined, values: number[]): ScaleContinuousNumeric<number, number> {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return isLog
    ? scaleLog().domain([least, most * 1.05])
    : scaleLinear()
        .domain([0, most * 1.05])
        .nice();
}

function text(x: number, y: number, content: string, attributes = ''): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}" fill="#333333" ${attributes}>${escaped}</text>`;
}

function label(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 4 });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
