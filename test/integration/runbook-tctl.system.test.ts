import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { cacheFolder } from '../../scripts/launcher/go-install.ts';
import { describeUnless, missingHere } from '../support/missing-here.ts';
import { openOperatedShop, type OperatedShop } from '../support/operated-shop.ts';
import { openOperatorShell, tctlCommands } from '../support/runbook.ts';

/** Where `.ci/run` builds it; elsewhere nobody does for these tests alone, for it takes two minutes of two cores. */
const folder = cacheFolder(process.env, 'tctl-v1.18.0');
const isThere = ['tctl', join(folder, 'tctl')].some(answersVersion);
const missing = missingHere(isThere ? null : 'there is no tctl on the PATH, and .ci/run has not built one');
vi.setConfig({ testTimeout: 60_000 });

describeUnless(missing, 'the runbook, by tctl', () => {
  const shell = openOperatorShell(folder);
  let operated: OperatedShop | undefined;

  beforeAll(async () => {
    operated = await openOperatedShop();
  });
  afterAll(async () => {
    await operated?.close();
    rmSync(shell.home, { recursive: true });
  });

  type States = OperatedShop['states'];
  type Case = {
    given: (states: States) => Promise<{ id: string; variables?: Record<string, string> }>;
    check: (outcome: { output: string; id: string; states: States }) => Promise<void>;
  };

  const shows =
    (what: RegExp): Case['check'] =>
    async ({ output }) => {
      expect(output).toMatch(what);
    };
  const showsIt: Case['check'] = async ({ output, id }) => {
    expect(output).toContain(id);
  };
  const deliveredOnce: Case['check'] = async ({ id, states }) => {
    await expect.poll(() => states.stateOf(id)).toBe('delivered');
    expect(await states.acceptedOf(id)).toBe(1);
  };
  const becomes =
    (status: string): Case['check'] =>
    async ({ id, states }) => {
      await expect.poll(() => states.statusOf(id)).toBe(status);
    };
  const theSchedule = () => operated!.temporal.client.schedule.getHandle('restock-sweep').describe();

  /** Found since, for lists: visibility comes a moment later. */
  const listed = async (states: States) => {
    const given = await states.unavailable();
    const query = `WorkflowId = '${given.id}' AND RestockAttention = 'factory_unavailable'`;
    await expect.poll(async () => (await operated!.temporal.client.workflow.count(query)).count).toBe(1);
    return given;
  };

  /** One for each command, in the runbook's order, by how it begins. */
  const cases: [string, Case][] = [
    ['workflow describe', { given: (s) => s.ordered(), check: showsIt }],
    ['workflow show', { given: (s) => s.ordered(), check: shows(/ActivityTaskScheduled/) }],
    ['workflow list', { given: listed, check: showsIt }],
    ['workflow count', { given: (s) => s.outage(), check: shows(/^\s*[1-9]\d*\s*$/) }],
    ['workflow reset', { given: (s) => s.rejected(), check: deliveredOnce }],
    ['workflow reset', { given: (s) => s.rejectedAtEvent(), check: deliveredOnce }],
    ['workflow reset', { given: (s) => s.rejected(), check: deliveredOnce }],
    ['workflow reset-batch', { given: (s) => s.outage(), check: deliveredOnce }],
    ['workflow signal', { given: (s) => s.untold(), check: deliveredOnce }],
    ['workflow cancel', { given: (s) => s.overdue(), check: becomes('CANCELLED') }],
    ['workflow terminate', { given: (s) => s.ordered(), check: becomes('TERMINATED') }],
    ['taskqueue describe', { given: (s) => s.ordered(), check: shows(/WORKFLOW POLLER IDENTITY[^]*@/) }],
    ['cluster health', { given: (s) => s.ordered(), check: shows(/SERVING/) }],
    ['schedule describe', { given: (s) => s.pausedSchedule(), check: shows(/SweepWorkflow +true/) }],
    [
      'schedule toggle',
      {
        given: (s) => s.pausedSchedule(),
        async check() {
          expect((await theSchedule()).state.paused).toBe(false);
        },
      },
    ],
    [
      'schedule trigger',
      {
        given: (s) => s.pausedSchedule(),
        async check() {
          await expect.poll(async () => (await theSchedule()).info.numActionsTaken).toBeGreaterThan(0);
        },
      },
    ],
  ];

  const commands = tctlCommands();

  it('has a case here for each command', () => {
    expect(commands.map((command) => command.replace(/^tctl ([a-z]+ [a-z-]+).*/, '$1'))).toEqual(
      cases.map(([name]) => name),
    );
  });

  it.for(commands.map((command, index) => ({ command, index })))('does it by $command', async ({ command, index }) => {
    const { states, temporal } = operated!;
    const { given, check } = cases[index]![1];
    const { id, variables } = await given(states);
    const output = await shell.type(command, {
      TEMPORAL_CLI_ADDRESS: temporal.address,
      TEMPORAL_CLI_NAMESPACE: temporal.namespace,
      RESTOCK: id,
      ...variables,
    });
    await expect(check({ output, id, states })).resolves.toBeUndefined();
  });
});

function answersVersion(path: string): boolean {
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith('tctl version');
  } catch {
    return false;
  }
}
