import type { Command } from 'commander';
import type { Page } from '../api/answers.ts';
import type { Client, Query } from './client.ts';
import { wholeNumber } from './values.ts';

export type Paging = { limit: number; all?: boolean; cursor?: string };

/** The most that the API answers at once. */
const most = 200;

export function addPaging(command: Command): Command {
  return command
    .option('--limit <n>', 'how many at most', wholeNumber, 50)
    .option('--all', 'all there are')
    .option('--cursor <next>', 'go on where a list ended: its `next`');
}

/** A list as one page, however many pages that takes. */
export async function pageThrough<Item>(
  api: Client,
  path: string,
  query: Query,
  { limit, all = false, cursor }: Paging,
): Promise<Page<Item>> {
  const items: Item[] = [];
  const wanted = all ? Infinity : limit;
  let next: string | null = cursor ?? null;
  do {
    const atOnce = Math.min(most, wanted - items.length);
    const page: Page<Item> = await api.get(path, { ...query, limit: atOnce, cursor: next ?? undefined });
    items.push(...page.items);
    next = page.next;
  } while (next !== null && items.length < wanted);
  return { items, next };
}

/** The items of a list one by one, for as long as they are asked for. */
export async function* itemsOf<Item>(api: Client, path: string): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page: Page<Item> = await api.get(path, { limit: most, cursor });
    yield* page.items;
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
}
