import type { Command } from 'commander';
import type { Query } from './client.ts';

export type FilterOptions = {
  state?: string;
  attention?: string;
  sku?: string;
  factory?: string;
  from?: string;
  before?: string;
  since?: string;
  until?: string;
};

/** The same for lists, for retries of many and for what is watched. */
export function addFilter(command: Command): Command {
  return command
    .option('--attention <reasons>', 'those that need a person for one of these reasons, separated by commas')
    .option('--state <states>', 'those in one of these states, separated by commas')
    .option('--sku <sku>', 'those of a product')
    .option('--factory <id>', 'those of a factory')
    .option('--from <time>', 'those requested at this time (RFC 3339) or later')
    .option('--before <time>', 'those requested before this time')
    .option('--since <time>', 'those in trouble since this time or later')
    .option('--until <time>', 'those in trouble since before this time');
}

/** As the API names it in an address. */
export function filterOf({ state, attention, sku, factory, from, before, since, until }: FilterOptions): Query {
  return { state, attention, sku, factoryId: factory, requestedFrom: from, requestedBefore: before, since, until };
}
