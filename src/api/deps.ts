import type { Denial } from '../access/caller.ts';
import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { Logger } from '../logger.ts';
import type { ApiMetrics } from '../metrics/api-metrics.ts';
import type { Repair } from '../restocking/repair/repair.ts';
import type { RestockDisplay, RestockWorkflows } from '../restocking/restock-workflows.ts';
import type { Sell } from '../sales/sell.ts';

/** What the API needs of the rest of the program. */
export type ApiDeps = {
  db: Database;
  config: Pick<Config, 'access' | 'api' | 'factories' | 'legacy' | 'overDeliveryTolerance' | 'temporal' | 'timing'>;
  sell: Sell;
  workflows: RestockWorkflows & RestockDisplay;
  repair: Repair;
  /** For links to Temporal's Web UI. */
  temporalNamespace: string;
  logger: Logger;
  /** Where the console's pages were built; by default where `npm run build` puts them. */
  consoleFolder?: string;
  /** Absent: nothing is measured, and there is no `/metrics`. */
  metrics?: ApiMetrics;
  /** Told of every request that is refused for who makes it, to be counted. `route` is as OpenAPI writes it. */
  onAccessDenied?: (refused: { denial: Denial; route: string }) => void;
  /** Why nothing may be served yet, in a sentence; null once it may. Absent: it may. */
  notReady?: () => string | null;
  /** Aborted once it stops: it still answers, but whoever spreads requests must send it no more, and streams end. */
  stopping?: AbortSignal;
};
