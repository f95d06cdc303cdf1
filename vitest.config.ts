import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/global-setup.ts',
    // Each file starts what it needs in processes of its own: real databases, servers, a Temporal.
    pool: 'forks',
    maxWorkers: Math.max(2, Math.floor(availableParallelism() / 2)),
    // What is polled comes about in a second or two; the rest is for a machine that is busy with other things.
    expect: { poll: { timeout: 15_000, interval: 25 } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
