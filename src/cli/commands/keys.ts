import type { Command } from 'commander';

/** Made, listed and revoked in the database itself: whoever can reach that needs no key to make one. */
export function addKeysCommand(program: Command): void {
  program
    .command('keys')
    .description('make, list and revoke keys, in the database of DATABASE_URL')
    .argument('[arguments...]', 'create, list or revoke; alone, it says what they take')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: string[], _options: object, command: Command) => {
      const { json } = command.optsWithGlobals<{ json?: boolean }>();
      // Loaded only here: nothing else needs a database.
      const { keys } = await import('../keys.ts');
      await keys(json === true ? [...args, '--json'] : args);
    });
}
