import type { Command } from 'commander';
import type { Query } from './client.ts';
import { openDesk } from './desk.ts';
import { addPaging, pageThrough, type Paging } from './paging.ts';
import type { Column } from './table.ts';

type List<Item, Options> = {
  /** Given what the command names, if it names something. */
  path: (named: string | undefined) => string;
  query?: (options: Options) => Query;
  columns: Column<Item>[];
  /** For people, where nothing fits. */
  nothing: string;
};

/** Makes a command of one of the API's lists. */
export function addList<Item, Options extends object = object>(command: Command, list: List<Item, Options>): void {
  addPaging(command).action(async () => {
    const options = command.opts<Options & Paging>();
    const desk = openDesk(command);
    const page = await pageThrough<Item>(desk.api, list.path(command.args[0]), list.query?.(options) ?? {}, options);
    if (page.items.length === 0 && !desk.isJson) desk.note(list.nothing);
    else desk.answer(page, ({ items }) => desk.table(items, list.columns));
    if (page.next !== null && !desk.isJson) desk.note(`There are more: --all, or --cursor ${page.next}`);
  });
}
