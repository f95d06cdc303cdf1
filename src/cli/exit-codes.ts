/** What a program can tell from how the command ended; docs/cli.md explains each. */
export const exitCodes = {
  done: 0,
  /** Our own fault, or the service's: a bug. */
  failed: 1,
  /** The command line, or a value in it, is wrong. Nothing was changed. */
  usage: 2,
  /** It cannot be done now, or could not be to some of many. */
  refused: 3,
  /** No key, a wrong one, or one without the scope. */
  notAllowed: 4,
  /** No answer, or one that says to come again. The same command may be repeated. */
  unreachable: 5,
  /** There is no such product, restock, delivery or retry. */
  unknown: 6,
  /** Ctrl-C before the end. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
