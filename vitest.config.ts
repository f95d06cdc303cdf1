import { availableParallelism } from 'node:os';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { TierSequencer } from './test/support/tier-sequencer.ts';
import { isFullRun } from './test/support/test-run.ts';
import type { Dialect } from './test/support/databases.ts';

const sqlite: Dialect[] = ['SQLite'];
const mysql: Dialect[] = ['MySQL'];
const both: Dialect[] = [...sqlite, ...mysql];
const usual = isFullRun ? both : sqlite;

/** What a file is called says what it needs, and so in which project it runs. */
const suffixes = ['unit', 'temporal', 'console', 'system'];
const onDatabase = { include: ['test/**/*.test.ts'], exclude: suffixes.map((suffix) => `test/**/*.${suffix}.test.ts`) };

/** Nothing but this process. */
const unit = project('unit', { include: ['test/**/*.unit.test.ts'], isolate: false });
/** A database, and the API in the same process. */
const onSqlite = project('sqlite', { ...onDatabase, isolate: false, databases: { usual: sqlite, each: sqlite } });
/** The same on MySQL or MariaDB: files named `.sql` always, the others in a full run. */
const onMysql = project('mysql', {
  ...onDatabase,
  ...(isFullRun ? {} : { include: ['test/**/*.sql.test.ts'] }),
  isolate: false,
  databases: { usual: isFullRun ? mysql : [], each: mysql },
});
/** Workers and workflows on a real Temporal server. */
const onTemporal = project('temporal', { include: ['test/**/*.temporal.test.ts'], needsServer: true });
/** The console in a real browser. */
const inBrowser = project('console', { include: ['test/**/*.console.test.ts'], needsServer: true });
/** Processes, shells, Prometheus, compose files: what runs beside the test. */
const system = project('system', { include: ['test/**/*.system.test.ts'], needsServer: true });

export default defineConfig({
  test: {
    projects: [unit, onSqlite, onMysql, onTemporal, inBrowser, system],
    // Tests wait for half of their time, so more of them at once than there are processors; fewer where nobody waits.
    maxWorkers: Math.max(2, Math.ceil(availableParallelism() * (isFullRun ? 1 : 1.5))),
    sequence: { sequencer: TierSequencer },
  },
});

type Options = {
  include: string[];
  exclude?: string[];
  /** Whether each file gets a process of its own; else a process runs one file after the other, which loads modules once. */
  isolate?: boolean;
  databases?: { usual: Dialect[]; each: Dialect[] };
  /** Whether it needs the run's Temporal server, the bundled workflows and the built console. */
  needsServer?: boolean;
};

function project(name: string, { databases, needsServer, ...options }: Options): TestProjectConfiguration {
  return {
    test: {
      name,
      pool: 'forks',
      ...options,
      provide: { databases: databases ?? { usual, each: both } },
      globalSetup: needsServer ? ['test/support/global-setup.ts'] : [],
      // What is polled comes about in a second or two; the rest is for a machine that is busy with other things.
      expect: { poll: { timeout: 30_000, interval: 25 } },
      testTimeout: 90_000,
      hookTimeout: 120_000,
    },
  };
}
