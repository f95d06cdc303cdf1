import type { Knex } from 'knex';
import { isSqlite, type Database } from './database.ts';

/** As knex builds it. */
type Statement<Given = unknown> = PromiseLike<Given> & { toSQL(): Knex.Sql };

/** A statement that has not been sent yet, and what its answer means; `read` may throw. */
export type Step<Answer> = { statement: Statement; read: (answer: unknown) => Answer };

/** @param read is given what the statement's promise would give */
export function stepOf<Given, Answer>(statement: Statement<Given>, read: (given: Given) => Answer): Step<Answer> {
  return { statement, read: (answer) => read(answer as Given) };
}

type Answers<Steps extends readonly Step<unknown>[]> = {
  -readonly [Index in keyof Steps]: ReturnType<Steps[Index]['read']>;
};

/** knex's own, of which its types know nothing: what the driver answered, as the builder's promise would give it. */
type Reader = { processResponse(query: { method?: string; response: unknown[] }): unknown };

/**
 * Sends steps of a transaction to MySQL in one round trip, as the way takes longer than most of them; SQLite, which is
 * no way off, gets them one after the other. A step that fails is the last one that is done.
 *
 * @returns the steps' answers, in their order
 */
export async function inOneTrip<const Steps extends readonly Step<unknown>[]>(
  trx: Database,
  steps: Steps,
): Promise<Answers<Steps>> {
  const answers = isSqlite(trx) || steps.length === 1 ? await oneByOne(steps) : await together(trx, steps);
  return steps.map(({ read }, index) => read(answers[index])) as Answers<Steps>;
}

async function oneByOne(steps: readonly Step<unknown>[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const { statement } of steps) answers.push(await statement);
  return answers;
}

async function together(trx: Database, steps: readonly Step<unknown>[]): Promise<unknown[]> {
  const statements = steps.map(({ statement }) => statement.toSQL());
  const sql = statements.map((each) => each.sql).join('; ');
  const bindings = statements.flatMap((each) => each.bindings as Knex.RawBinding[]);
  const [answers] = (await trx.raw(sql, bindings)) as [unknown[]];
  const reader = trx.client as Reader;
  return statements.map(({ method }, index) => reader.processResponse({ method, response: [answers[index]] }));
}
