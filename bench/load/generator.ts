/** The load comes from this process, so that its work is not the API's. It does one load after another, as told. */
import type { Load } from './load.ts';
import { closedLoop } from './closed-loop.ts';
import { fixedRate } from './fixed-rate.ts';

process.on('message', (load: Load) => {
  const work = load.rate === undefined ? closedLoop(load) : fixedRate(load, load.rate);
  work.then(
    (loaded) => process.send?.({ loaded }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
// Its parent ends it; without one it has nobody to answer.
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
