import type { Knex } from 'knex';
import { attentionReasons, type Attention, type RestockState } from '../workflows/restock-contract.ts';

/** Which restocks are meant: those that fit all that is given. Lists, counts and retries of many all take it. */
export type RestockFilter = {
  /** In one of these states, with one of these reasons. */
  state?: RestockState[];
  attention?: Attention[];
  sku?: string;
  factoryId?: string;
  /** From the first time on, before the second. */
  requestedFrom?: Date;
  requestedBefore?: Date;
  /** When they got into the trouble that they are in: from the first time on, before the second. */
  since?: Date;
  until?: Date;
};

/** Narrows a query of `restocks` to what fits. */
export function whereFits<Query extends Knex.QueryBuilder>(query: Query, filter: RestockFilter): Query {
  const { state, attention, sku, factoryId, requestedFrom, requestedBefore, since, until } = filter;
  if (state !== undefined) void query.whereIn('state', state);
  if (attention !== undefined) void query.whereIn('attention', attention);
  if (sku !== undefined) void query.where({ sku });
  if (factoryId !== undefined) void query.where({ factory_id: factoryId });
  if (requestedFrom !== undefined) void query.where('requested_at', '>=', requestedFrom);
  if (requestedBefore !== undefined) void query.where('requested_at', '<', requestedBefore);
  if (since !== undefined) void query.where('attention_since', '>=', since);
  if (until !== undefined) void query.where('attention_since', '<', until);
  return query;
}

/** The reasons that can fit, of which all that fit have one; null: those without a reason may fit as well. */
export function reasonsIn({ attention, since, until }: RestockFilter): readonly Attention[] | null {
  if (attention !== undefined) return [...new Set(attention)];
  return since === undefined && until === undefined ? null : attentionReasons;
}
