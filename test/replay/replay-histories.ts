import { join } from 'node:path';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import proto from '@temporalio/proto';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker, type InjectedSinks } from '@temporalio/worker';
import { root } from '../../scripts/launcher/settings.ts';
import type { Commands } from './commands.ts';
import { issuedCommands, type WorkflowCommand } from './issued-commands.ts';
import { recordedCommands } from './recorded-commands.ts';
import type { CommandSinks } from './report-commands.ts';

const logger = new DefaultLogger('ERROR');
Runtime.install({ logger });

/** What a history's workflow asked of Temporal when it ran, and what today's code asks in its place. */
export type Replay = {
  recorded: Commands;
  issued: Commands;
  /** Why Temporal itself says that today's code cannot go on with the history. */
  error: Error | undefined;
};

/**
 * Replays histories with the workflow code of today.
 *
 * @param saved by name, as Temporal's command line writes them
 */
export async function replayHistories(saved: Map<string, unknown>): Promise<Map<string, Replay>> {
  const histories = [...saved].map(([workflowId, json]) => ({ workflowId, history: historyFromJSON(json) }));
  const activations = new Map(histories.map(({ workflowId }) => [workflowId, [] as WorkflowCommand[][]]));
  let ownQueue = '';
  const sinks: InjectedSinks<CommandSinks> = {
    commands: {
      issued: {
        callDuringReplay: true,
        fn({ workflowId, taskQueue }, commands) {
          ownQueue = taskQueue;
          activations
            .get(workflowId)
            ?.push(commands.map((each) => proto.coresdk.workflow_commands.WorkflowCommand.fromObject(each as object)));
        },
      },
    },
  };
  const workflowBundle = await bundleWorkflowCode({
    workflowsPath: join(root, 'src/workflows/index.ts'),
    workflowInterceptorModules: [join(import.meta.dirname, 'report-commands.ts')],
    logger,
  });

  const replays = new Map<string, Replay>();
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle, sinks }, histories)) {
    const { history } = histories[replays.size]!;
    replays.set(workflowId, {
      recorded: recordedCommands(history.events ?? []),
      issued: issuedCommands(activations.get(workflowId) ?? [], ownQueue),
      error,
    });
  }
  return replays;
}
