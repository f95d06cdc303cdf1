import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/launcher/settings.ts';
import { readConfig } from '../../src/config.ts';
import type { Settings } from '../group.ts';
import { figure, type Table } from '../report/table.ts';
import { binlogOptions, mariadbOptions, sqliteOptions } from '../sides/databases.ts';

const packages = ['express', 'knex', 'mysql2', 'better-sqlite3', '@temporalio/worker', 'autocannon', 'undici'];

/** What the figures were measured on and with. */
export function machineFacts({ temporal, fsync }: Pick<Settings, 'temporal' | 'fsync'>): Table {
  const { database, worker } = readConfig({});
  const rows = {
    'last change of src':
      run('git', ['log', '-1', '--format=%h', '--', 'src']) +
      (run('git', ['status', '--porcelain', 'src']) ? ', and changes not committed' : ''),
    processor: `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB`,
    'load average before': figure(loadavg()[0] ?? 0),
    'fdatasync of 4 kB': `median ${figure(fsync.median)} ms, p99 ${figure(fsync.p99)} ms`,
    'Node.js': process.versions.node,
    packages: packages.map((name) => `${name} ${versionOf(name)}`).join(', '),
    MariaDB: /Ver (\S+)/.exec(run('mariadbd', ['--version']))?.[1] ?? '',
    'MariaDB, settings': mariadbOptions.join(' '),
    'MariaDB, binlog': binlogOptions.join(' '),
    SQLite: sqliteOptions.join(', '),
    Temporal: `development server ${temporal.server}, SQLite file with journal_mode=wal, synchronous=2`,
    'API, worker': `one process each, defaults (pool ${database.poolSize}, ${worker.maxCachedWorkflows} cached workflows) but LOG_LEVEL=warn`,
  };
  return { caption: 'Machine, versions, settings', columns: ['what', 'is'], rows: Object.entries(rows) };
}

function versionOf(name: string): string {
  const file = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(file) as { version: string }).version;
}

function run(command: string, args: string[]): string {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8' }).trim();
}
