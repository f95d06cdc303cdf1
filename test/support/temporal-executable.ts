/** The executable with Temporal's development server that `npm test` found or made. */
export function temporalExecutable(): string {
  const path = process.env.TEMPORAL_EXECUTABLE;
  if (path) return path;
  throw new Error('TEMPORAL_EXECUTABLE is not set: run the tests with npm test, which finds Temporal and sets it.');
}
