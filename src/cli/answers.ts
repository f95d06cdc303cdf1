/** What the API answers, as its own schemas have it. */
import type { z } from 'zod';
import type { preview, progress, summary } from '../api/bulk-retries.ts';
import type { delivery } from '../api/delivery-view.ts';
import type { movement } from '../api/ledger.ts';
import type { product } from '../api/products.ts';
import type { repaired } from '../api/repair-view.ts';
import type { restockCounts } from '../api/restock-counts.ts';
import type { restock } from '../api/restock-view.ts';
import type { restockInFull } from '../api/restocks.ts';

export type Product = z.output<typeof product>;
export type Movement = z.output<typeof movement>;
export type Restock = z.output<typeof restock>;
export type RestockInFull = z.output<typeof restockInFull>;
export type Delivery = z.output<typeof delivery>;
export type Repaired = z.output<typeof repaired>;
export type RetryPreview = z.output<typeof preview>;
export type BulkRetry = z.output<typeof progress>;
export type BulkRetrySummary = z.output<typeof summary>;
export type Counts = z.output<typeof restockCounts>;

export type Page<Item> = { items: Item[]; next: string | null };
