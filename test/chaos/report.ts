import { arch, cpus, platform } from 'node:os';
import type { Verdict } from './judge.ts';
import type { Job } from './play.ts';

type Row = {
  fault: string;
  rounds: number;
  /** Rounds with at least one violation, or that could not be played. */
  failed: number;
  /** Callbacks, or keys of repeated purchases, where a round has many. */
  tries: number;
  /** Milliseconds from the last fault until nothing was pending, at the most. */
  slowest: number;
  sold: number;
  askedAgain: number;
  restocks: number;
  /** Restocks that waited for a person in the end. */
  waiting: number;
};

/** Tells each round as it ends, and adds up. */
export class Report {
  readonly #seed: string;
  readonly #commit: string;
  readonly #began = new Date();
  readonly #rows = new Map<string, Row>();
  readonly #violations: string[] = [];
  #afterwards = 0;

  constructor(seed: string, commit: string) {
    this.#seed = seed;
    this.#commit = commit;
  }

  add(job: Job, verdict: Verdict): void {
    const row = this.#rowOf(job);
    row.rounds += 1;
    const { violations, settledAfter, sold, refused, restocks, waiting, askedAgain, tries } = verdict;
    row.tries += tries;
    row.slowest = Math.max(row.slowest, settledAfter);
    row.sold += sold;
    row.askedAgain += askedAgain;
    row.restocks += restocks;
    row.waiting += waiting;
    const mark = violations.length === 0 ? '✓' : '✗';
    console.log(
      `${mark} ${job.fault} ${job.round}: ${sold} sold, ${refused} refused, ${askedAgain} asked again, ` +
        `${restocks} restocks, settled after ${settledAfter} ms`,
    );
    if (violations.length > 0) this.#fail(job, violations);
  }

  /** A round that could not be played to its end says nothing good of the shop either. */
  addBroken(job: Job, error: unknown): void {
    console.log(`✗ ${job.fault} ${job.round}: could not be played`);
    this.#rowOf(job).rounds += 1;
    this.#fail(job, [error instanceof Error ? (error.stack ?? error.message) : String(error)]);
  }

  /** Seen when all rounds were over. */
  addViolation(violation: string): void {
    console.log(`✗ ${violation}`);
    this.#afterwards += 1;
    this.#violations.push(violation);
  }

  /** As Markdown, for people and for docs/reliability.md. */
  table(): string {
    const lines = this.#all().map(({ fault, rounds, failed, tries, slowest, sold, askedAgain, restocks, waiting }) =>
      [fault, rounds, failed, tries, `${(slowest / 1000).toFixed(1)} s`, sold, askedAgain, restocks, waiting].join(
        ' | ',
      ),
    );
    const heads = ['fault', 'rounds', 'failed', 'tries', 'slowest', 'sold', 'asked again', 'restocks', 'for a person'];
    return [heads.join(' | '), heads.map(() => '---').join(' | '), ...lines].map((line) => `| ${line} |`).join('\n');
  }

  #all(): Row[] {
    return [...this.#rows.values()];
  }

  counts(): { passed: number; failed: number } {
    const rows = this.#all();
    const failed = rows.reduce((sum, row) => sum + row.failed, 0);
    const rounds = rows.reduce((sum, row) => sum + row.rounds, 0);
    return { passed: rounds - failed, failed: failed + this.#afterwards };
  }

  toJson(): object {
    return {
      seed: this.#seed,
      commit: this.#commit,
      began: this.#began,
      ended: new Date(),
      machine: `${cpus().length} cores, ${platform()} ${arch()}`,
      rows: this.#all(),
      violations: this.#violations,
    };
  }

  #rowOf({ fault }: Job): Row {
    const row = this.#rows.get(fault) ?? {
      fault,
      rounds: 0,
      failed: 0,
      tries: 0,
      slowest: 0,
      sold: 0,
      askedAgain: 0,
      restocks: 0,
      waiting: 0,
    };
    this.#rows.set(fault, row);
    return row;
  }

  #fail(job: Job, violations: string[]): void {
    const row = this.#rowOf(job);
    row.failed += 1;
    for (const violation of violations) {
      console.log(`    ${violation}`);
      this.#violations.push(`${job.fault} ${job.round}: ${violation}`);
    }
    console.log(`    again: npm run chaos -- --faults ${job.fault} --round ${job.round} --seed ${this.#seed}`);
  }
}
