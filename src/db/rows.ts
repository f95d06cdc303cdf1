/** The tables as they are stored. Only stores read these; everything else sees their own types. */

/** MySQL answers a Date, SQLite the milliseconds since 1970. */
export type StoredTime = Date | number;

export type ProductRow = {
  sku: string;
  product_id: string;
  name: string;
  price_amount: number;
  price_currency: string;
  on_hand: number;
  ledger_sequence: number;
  verified_sequence: number;
  verified_on_hand: number;
  restock_count: number;
  factory_id: string;
  reorder_point: number;
  order_quantity: number;
  lead_time_seconds: number;
  created_at: StoredTime;
  updated_at: StoredTime;
};

export type PurchaseRow = {
  id: string;
  sku: string;
  sequence: number;
  quantity: number;
  on_hand: number;
  idempotency_key: string | null;
  purchased_at: StoredTime;
};

export type StockMovementRow = {
  id: string;
  sku: string;
  sequence: number;
  kind: 'delivery' | 'adjustment' | 'return';
  quantity: number;
  on_hand: number;
  restock_id: string | null;
  delivery_id: string | null;
  reason: string | null;
  actor: string | null;
  occurred_at: StoredTime;
};

export type RestockRow = {
  id: string;
  sku: string;
  number: number;
  open_sku: string | null;
  state: string;
  attention: string | null;
  attention_since: StoredTime | null;
  quantity: number;
  delivered: number;
  factory_id: string;
  factory_order_id: string | null;
  callback_token: string;
  timing: string;
  cause: string;
  cause_detail: string | null;
  cause_actor: string | null;
  requested_at: StoredTime;
  started_at: StoredTime | null;
  ordered_at: StoredTime | null;
  expected_at: StoredTime | null;
  failed_at: StoredTime | null;
  closed_at: StoredTime | null;
  last_error: string | null;
  order_tries: number;
  doubtful_tries: number;
  trying_since: StoredTime | null;
  next_try_at: StoredTime | null;
  standing_attention: string | null;
  standing_error: string | null;
  version: number;
  changed_at: StoredTime | null;
};

export type DeliveryRow = {
  id: string;
  restock_id: string | null;
  sku: string;
  quantity: number;
  status: 'received' | 'booked' | 'held' | 'returned';
  hold_reason: string | null;
  source: 'callback' | 'legacy' | 'person';
  received_at: StoredTime;
  booked_at: StoredTime | null;
};

type RestockAttentionRow = {
  id: number;
  restock_id: string;
  attention: string;
  error: string | null;
  raised_at: StoredTime;
  cleared_at: StoredTime | null;
  told: number;
};

type RestockTryRow = {
  restock_id: string;
  slot: number;
  number: number;
  factory_id: string;
  run_id: string | null;
  began_at: StoredTime;
  ended_at: StoredTime | null;
  answer: string | null;
  /** SQLite and MySQL answer 0 or 1. */
  doubtful: boolean | number;
  error: string | null;
};

export type RestockActionRow = {
  id: string;
  restock_id: string | null;
  delivery_id: string | null;
  kind: string;
  actor: string;
  reason: string;
  outcome: string;
  message: string | null;
  asked_at: StoredTime;
  done_at: StoredTime | null;
  claim: string | null;
  run_id: string | null;
  new_run_id: string | null;
  bulk: string | null;
};

export type BulkRetryRow = {
  name: string;
  filter: string;
  actor: string;
  reason: string;
  per_second: number;
  requested_at: StoredTime;
  finished_at: StoredTime | null;
};

type BulkRetryItemRow = {
  bulk: string;
  restock_id: string;
  outcome: 'waiting' | 'retried' | 'skipped' | 'refused';
  message: string | null;
  at: StoredTime | null;
};

export type ApiKeyRow = {
  id: string;
  name: string;
  scopes: string;
  secret_hash: string;
  created_at: StoredTime;
  expires_at: StoredTime | null;
  revoked_at: StoredTime | null;
  last_used_at: StoredTime | null;
};

type ConsoleSessionRow = {
  id: string;
  key_id: string | null;
  name: string;
  scopes: string;
  created_at: StoredTime;
  expires_at: StoredTime;
};

declare module 'knex/types/tables.js' {
  // An interface, because that is how knex lets tables be declared.
  interface Tables {
    products: ProductRow;
    purchases: PurchaseRow;
    stock_movements: StockMovementRow;
    restocks: RestockRow;
    deliveries: DeliveryRow;
    restock_attentions: RestockAttentionRow;
    restock_tries: RestockTryRow;
    restock_actions: RestockActionRow;
    bulk_retries: BulkRetryRow;
    bulk_retry_items: BulkRetryItemRow;
    api_keys: ApiKeyRow;
    console_sessions: ConsoleSessionRow;
  }
}

export function timeOf(stored: StoredTime): Date {
  return new Date(stored);
}

export function timeOrNull(stored: StoredTime | null): Date | null {
  return stored === null ? null : new Date(stored);
}
