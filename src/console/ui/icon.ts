import { html } from 'htm/preact';

/** Each is drawn in a square of 16. */
const paths = {
  alert: 'M8 1.8 15 14H1L8 1.8Zm0 4.4v3.6m0 2v.2',
  box: 'M2 5 8 2l6 3v6l-6 3-6-3V5Zm0 0 6 3 6-3M8 8v6',
  check: 'm3 8.5 3.2 3.2L13 5',
  clock: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8Zm0 2.8V8l2.4 1.6',
  close: 'm4 4 8 8m0-8-8 8',
  cross: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8ZM5.8 5.8l4.4 4.4m0-4.4-4.4 4.4',
  down: 'M8 3v9.4M4 8.8l4 4 4-4',
  factory: 'M1.8 14V6.5l4 2.5V6.5l4 2.5V2.5h2.4V14H1.8Zm3-2.4h1.4m2.6 0h1.4',
  filter: 'M1.8 3h12.4L9.6 8.6V13l-3.2 1V8.6L1.8 3Z',
  help: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8ZM6.2 6.3C6.3 5 7.1 4.6 8 4.6c1 0 1.8.6 1.8 1.6C9.8 7.5 8 7.6 8 9m0 2.2v.2',
  moon: 'M13.5 9.8A6 6 0 1 1 6.2 2.5a4.8 4.8 0 0 0 7.3 7.3Z',
  part: 'M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8Zm0 0v12.4',
  person: 'M8 2.2a2.6 2.6 0 1 1 0 5.2 2.6 2.6 0 0 1 0-5.2ZM2.8 14c.4-3 2.4-4.4 5.2-4.4s4.8 1.4 5.2 4.4',
  retry: 'M13.5 8A5.5 5.5 0 1 1 11.6 3.8M13.6 1.6v3.2h-3.2',
  screen: 'M1.8 3h12.4v8H1.8V3Zm3.7 11h5M8 11v3',
  stop: 'M3 8h10M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 0 1 8 1.8Z',
  sun: 'M8 5a3 3 0 1 1 0 6 3 3 0 0 1 0-6Zm0-3.8v1.4m0 10.8v1.4M1.2 8h1.4m10.8 0h1.4M3.2 3.2l1 1m7.6 7.6 1 1m0-9.6-1 1m-7.6 7.6-1 1',
  truck:
    'M1 3.5h8.5v7.2H1V3.5Zm8.5 2.6h3L15 8.6v2.1H9.5V6.1ZM4 10.7a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Zm8 0a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3Z',
} as const;

export type IconName = keyof typeof paths;

/** Always beside a word that says the same: it is not read out. */
export function Icon({ name }: { name: IconName }) {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    <path d=${paths[name]} />
  </svg>`;
}
