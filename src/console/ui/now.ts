import { signal } from '@preact/signals';

/** The time, in milliseconds since 1970, as often as relative times need it. */
export const now = signal(Date.now());

setInterval(() => (now.value = Date.now()), 5_000);
