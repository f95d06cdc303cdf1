import { z } from 'zod';

/** Query parameters of a list. `position` is what a cursor holds: where the page before ended. */
export function pageOf<P extends z.ZodType>(position: P) {
  return {
    cursor: z
      .string()
      .max(500)
      .transform((text, context): z.output<P> => {
        const parsed = position.safeParse(decoded(text));
        if (parsed.success) return parsed.data;
        context.addIssue({ code: 'custom', message: 'must be the `next` of an earlier answer of this list' });
        return z.NEVER;
      })
      .optional()
      .meta({ description: '`next` of the page before' }),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  };
}

export function listOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    next: z.string().nullable().meta({ description: 'Cursor of the next page; null on the last one' }),
  });
}

/** One page out of rows of which one more was read than fits, so as to know whether another page follows. */
export function paged<Row, Item>(
  rows: Row[],
  limit: number,
  view: { item: (row: Row) => Item; position: (row: Row) => unknown },
): { items: Item[]; next: string | null } {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view.item),
    next: rows.length > limit && last !== undefined ? encoded(view.position(last)) : null,
  };
}

function encoded(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

function decoded(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
