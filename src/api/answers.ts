/** What the API answers, as its own schemas have it. For programs that ask it: types only. */
import type { z } from 'zod';
import type { preview, progress, summary } from './bulk-retries.ts';
import type { session } from './console-session.ts';
import type { delivery } from './delivery-view.ts';
import type { movement } from './ledger.ts';
import type { product } from './products.ts';
import type { offer, repaired } from './repair-view.ts';
import type { restockCounts } from './restock-counts.ts';
import type { restockRun } from './restock-run.ts';
import type { timelineEvent } from './restock-timeline.ts';
import type { restock } from './restock-view.ts';
import type { restockInFull } from './restocks.ts';
import type { shelfItem } from './shelf.ts';

export type Product = z.output<typeof product>;
export type ShelfItem = z.output<typeof shelfItem>;
export type Movement = z.output<typeof movement>;
export type Restock = z.output<typeof restock>;
export type RestockInFull = z.output<typeof restockInFull>;
export type TimelineEvent = z.output<typeof timelineEvent>;
export type RestockRun = z.output<typeof restockRun>;
export type Delivery = z.output<typeof delivery>;
export type RepairOffer = z.output<typeof offer>;
export type Repaired = z.output<typeof repaired>;
export type RetryPreview = z.output<typeof preview>;
export type BulkRetry = z.output<typeof progress>;
export type BulkRetrySummary = z.output<typeof summary>;
export type RestockCounts = z.output<typeof restockCounts>;
export type Session = z.output<typeof session>;

export type Page<Item> = { items: Item[]; next: string | null };

/** One that could not be retried, and why. */
export type RefusedRetry = BulkRetry['refused'][number];
