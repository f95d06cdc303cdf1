import type { Change } from './changes.ts';

/** A rule that the code keeps in one place, how to break it there, and the tests that must notice. */
export type Mutation = {
  /** The rule, in words. */
  name: string;
  /**
   * The function, method, class or constant in `src` that keeps it. Where others have that name too, put what it lies in
   * before it: `createSessions.verify`.
   */
  symbol: string;
  change: Change;
  /** The test file without folder and suffixes: `sell` is `test/…/sell.test.ts` or `test/…/sell.sql.test.ts`. */
  tests: string;
  /** Pattern of the names of the tests that are enough; by default all of the file. */
  named?: string;
  /** Where only MySQL can notice. By default the tests on MySQL are left out, as they take twice as long. */
  on?: 'MySQL';
};
