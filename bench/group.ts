import type { Plot } from './report/plot.ts';
import type { Table } from './report/table.ts';
import type { Stage } from './stage.ts';

export type Settings = {
  /** Runs of each side. */
  repeats: number;
  /** Length of one run. */
  seconds: number;
  /** Length of the mixed load under which memory shall not grow. */
  minutes: number;
  /** Restocks of one run, when they are counted by the second. */
  restocks: number;
  /** Numbers of restocks that wait at the same time. */
  waiting: number[];
  temporal: { path: string; server: string };
  /** Milliseconds that this disk needs to keep 4 kB for good. */
  fsync: { median: number; p99: number };
};

export type Report = {
  title: string;
  /** Paragraphs above the tables. */
  notes: string[];
  tables: Table[];
  /** By the name of their file, without its ending. */
  plots: Record<string, Plot>;
  /** What the tables were made from: every single run. */
  runs: unknown;
};

export type Group = { title: string; measure: (settings: Settings, stage: Stage) => Promise<Omit<Report, 'title'>> };
