/** What the API answers, as far as the console reads it; `/openapi.json` has all of it. */

import type { Attention, RestockState } from '../../workflows/restock-states.ts';

export type { Attention, RestockState };

type RestockStatus = {
  sentence: string;
  waitingFor: 'factory' | 'delivery' | 'person' | null;
  since: string;
  tries: number;
  latestError: string | null;
  next: 'try' | 'answer' | 'reminder' | 'failure' | null;
  nextAt: string | null;
};

export type Restock = {
  id: string;
  sku: string;
  state: RestockState;
  attention: Attention | null;
  attentionSince: string | null;
  status: RestockStatus;
  quantity: number;
  delivered: number;
  factoryId: string;
  factoryOrderId: string | null;
  requestedAt: string;
  expectedAt: string | null;
  closedAt: string | null;
  lastError: string | null;
  links: { temporal: string };
};

export type Page<Item> = { items: Item[]; next: string | null };

export type RestockCounts = {
  total: number;
  inFlight: number;
  failed: number;
  states: Partial<Record<RestockState, number>>;
  attention: Partial<Record<Attention, number>>;
  /** False: there are even more delivered or cancelled ones. */
  isExact: boolean;
};

export type Refused = { id: string; reason: string };

export type RetryPreview = {
  count: number;
  restocks: Restock[];
  refusedCount: number;
  refused: Refused[];
  isAll: boolean;
};

/** A retry of many, as the list has it. */
export type BulkRetry = {
  name: string;
  reason: string;
  actor: string;
  perSecond: number;
  requestedAt: string;
  finishedAt: string | null;
  total: number;
  waiting: number;
  retried: number;
  refusedCount: number;
};

export type BulkRetryInFull = BulkRetry & { refused: Refused[] };

export type Session = {
  auth: 'open' | 'keys';
  name: string | null;
  scopes: string[];
  expiresAt: string | null;
};
