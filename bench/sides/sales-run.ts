import { processorSeconds } from '../machine/usage.ts';
import type { Latency, Load } from '../load/load.ts';
import type { Generator } from '../load/start-generator.ts';
import type { BenchDatabase } from './databases.ts';
import { ledgerFault, settledTotals, totals } from './products.ts';

/** One load on one API. `perSecond` is null where the ledger does not add up: such a run has no figure. */
export type SalesRun = {
  /** Purchases sold a second, repetitions of an earlier answer included. */
  perSecond: number | null;
  fault: string | null;
  answers: Record<string, number>;
  unanswered: number;
  latency?: Latency;
  /** Processors kept busy, of all that the machine has. */
  cores: { api: number; database: number; load: number };
  /** Of the database server; absent for SQLite. */
  purchasesPerCommit?: number;
  /** Each is followed by an fsync. */
  logWritesPerSecond?: number;
};

export async function runSales(
  { generator, database, apiPid }: { generator: Generator; database: BenchDatabase; apiPid: number },
  load: Load,
): Promise<SalesRun> {
  const { db } = database;
  const { prefix } = load.products;
  const before = await totals(db, prefix);
  const countersBefore = await counters(database);
  const pids = { api: apiPid, database: database.pid, load: generator.pid };
  const usedBefore = used(pids);
  const loaded = await generator.run(load);
  const usedAfter = used(pids);
  const after = await settledTotals(db, prefix);
  const countersAfter = await counters(database);

  const { seconds, answers, replayed, unanswered, latency } = loaded;
  const sold = answers['201'] ?? 0;
  // At the end of a load each client breaks off the request that it has under way.
  const doubtful = unanswered + load.clients;
  const fault = await ledgerFault(db, { before, after, told: sold - replayed, doubtful });
  const busy = (name: keyof typeof pids) => (usedAfter[name] - usedBefore[name]) / seconds;
  const commits = countersAfter && countersBefore ? countersAfter.commits - countersBefore.commits : 0;
  return {
    perSecond: fault === null ? sold / seconds : null,
    fault,
    answers,
    unanswered,
    ...(latency ? { latency } : {}),
    cores: { api: busy('api'), database: busy('database'), load: busy('load') },
    ...(countersAfter && countersBefore
      ? {
          purchasesPerCommit: (after.entries - before.entries) / commits,
          logWritesPerSecond: (countersAfter.logWrites - countersBefore.logWrites) / seconds,
        }
      : {}),
  };
}

function used(pids: { api: number; database: number | null; load: number }) {
  return {
    api: processorSeconds(pids.api),
    database: pids.database === null ? 0 : processorSeconds(pids.database),
    load: processorSeconds(pids.load),
  };
}

async function counters({ db, kind }: BenchDatabase): Promise<{ commits: number; logWrites: number } | null> {
  if (kind === 'SQLite') return null;
  const [rows] = (await db.raw("SHOW GLOBAL STATUS WHERE Variable_name IN ('Com_commit', 'Innodb_log_writes')")) as [
    { Variable_name: string; Value: string }[],
  ];
  const value = (name: string) => Number(rows.find(({ Variable_name: found }) => found === name)?.Value ?? 0);
  return { commits: value('Com_commit'), logWrites: value('Innodb_log_writes') };
}
