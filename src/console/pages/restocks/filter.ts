import { computed } from '@preact/signals';
import { address, go } from '../../address/address.ts';
import { attentionReasons, ongoingStates, restockStates } from '../../../workflows/restock-states.ts';
import type { Restock } from '../../../api/answers.ts';
import type { Attention, RestockState } from '../../../workflows/restock-states.ts';

/** Which restocks are shown. All of it is in the address. Times are RFC 3339; what is empty does not count. */
export type RestockFilter = {
  state: RestockState[];
  attention: Attention[];
  sku: string;
  factoryId: string;
  requestedFrom: string;
  requestedBefore: string;
};

export const inFlight: RestockState[] = [...ongoingStates];

export const filter = computed(() => filterIn(address.value.search));

/** What an address asks for; what no console of this version can have written is left out. */
function filterIn(search: string): RestockFilter {
  const query = new URLSearchParams(search);
  const listOf = <Word extends string>(name: string, words: readonly Word[]) => {
    const given = (query.get(name) ?? '').split(',');
    return words.filter((word) => given.includes(word));
  };
  const timeOf = (name: string) => {
    const time = new Date(query.get(name) ?? '');
    return Number.isNaN(time.getTime()) ? '' : time.toISOString();
  };
  return {
    state: listOf('state', restockStates),
    attention: listOf('attention', attentionReasons),
    sku: query.get('sku')?.trim() ?? '',
    factoryId: query.get('factoryId')?.trim() ?? '',
    requestedFrom: timeOf('requestedFrom'),
    requestedBefore: timeOf('requestedBefore'),
  };
}

/** The same for the API's lists and for our own addresses; begins with `?` unless it is empty. */
export function queryOf(wanted: Partial<RestockFilter>, more: Record<string, string> = {}): string {
  const given = {
    ...Object.fromEntries(Object.entries(wanted).map(([name, value]) => [name, String(value)])),
    ...more,
  };
  const pairs = Object.entries(given).filter(([, value]) => value !== '');
  // A comma may stay as it is, and addresses that people send to each other are better for it.
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString().replaceAll('%2C', ',')}`;
}

/** The same as the body of a retry. */
export function bodyOf(wanted: RestockFilter): Partial<RestockFilter> {
  return Object.fromEntries(Object.entries(wanted).filter(([, value]) => value.length > 0));
}

export function addressOf(wanted: Partial<RestockFilter>): string {
  return `/console/restocks${queryOf(wanted)}`;
}

export function change(part: Partial<RestockFilter>): void {
  go(addressOf({ ...filter.value, ...part }));
}

/** What narrows the choice beside the counters. */
export function narrowedBy({ state: _state, attention: _attention, ...rest }: RestockFilter): Partial<RestockFilter> {
  return rest;
}

export function isEmpty(wanted: Partial<RestockFilter>): boolean {
  return queryOf(wanted) === '';
}

/** Whether a restock that has changed is still one of those. */
export function fits(wanted: RestockFilter, restock: Restock): boolean {
  const { state, attention, sku, factoryId, requestedFrom, requestedBefore } = wanted;
  const time = Date.parse(restock.requestedAt);
  return (
    (state.length === 0 || state.includes(restock.state)) &&
    (attention.length === 0 || (restock.attention !== null && attention.includes(restock.attention))) &&
    (sku === '' || restock.sku === sku) &&
    (factoryId === '' || restock.factoryId === factoryId) &&
    (requestedFrom === '' || time >= Date.parse(requestedFrom)) &&
    (requestedBefore === '' || time < Date.parse(requestedBefore))
  );
}
