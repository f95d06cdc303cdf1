/** What keeps a promise in one place of the code, and the tests that must notice when it is gone. */
export type Guard = {
  /** What it sees to, in words. */
  name: string;
  file: string;
  /** The guard as it stands in the file, where it must be found once, and what is left without it. */
  text: string;
  without?: string;
  /** Files for vitest, and a pattern of the names of the tests that are enough. */
  tests: string[];
  named?: string;
};
