import { proxySinks, type Sinks, type WorkflowInterceptors } from '@temporalio/workflow';

/** What a replay hears of the workflow code. */
export interface CommandSinks extends Sinks {
  commands: {
    /** All that the code asked of Temporal in one activation, as the SDK's core takes it. */
    issued(commands: unknown[]): void;
  };
}

const { commands } = proxySinks<CommandSinks>();

/** Runs in the workflow sandbox: reports every command that the workflow code issues. */
export function interceptors(): WorkflowInterceptors {
  return {
    internals: [
      {
        concludeActivation(input, next) {
          const output = next(input);
          commands.issued(output.commands);
          return output;
        },
      },
    ],
  };
}
