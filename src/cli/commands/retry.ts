import { randomBytes } from 'node:crypto';
import { Option, type Command } from 'commander';
import type { BulkRetry, RetryPreview } from '../../api/answers.ts';
import { addAsker, openDesk, type Asked, type Desk } from '../desk.ts';
import { exitCodes } from '../exit-codes.ts';
import { usageFailure } from '../failure.ts';
import { addFilter, filterOf, type FilterOptions } from '../filter.ts';
import { followRetry, progressText } from '../progress.ts';
import { wholeNumber } from '../values.ts';
import { countOf, plain } from '../words.ts';
import { carryOut } from './repair.ts';
import { restockColumns } from './restocks.ts';

type RetryOptions = FilterOptions &
  Asked & { allFailed?: boolean; dryRun?: boolean; yes?: boolean; name?: string; perSecond: number; wait: boolean };

/** Of those that would be retried, so many are shown. */
const listed = 20;

export function addRetryCommand(program: Command): void {
  addAsker(
    addFilter(
      program
        .command('retry')
        .description('try again: one restock, or all that fit a filter')
        .argument('[id]', 'of one restock')
        .addOption(new Option('--all-failed', 'all that have failed').conflicts('state')),
    ),
  )
    .option('--dry-run', 'only say which ones that would be')
    .option('--yes', 'do not ask whether to go on; needed where nobody can answer')
    .option('--name <name>', 'of a retry of many: the same name again is the same retry')
    .option('--per-second <n>', 'at most so many a second', wholeNumber, 10)
    .option('--no-wait', 'do not wait until all are retried')
    .action((id: string | undefined, options: RetryOptions, command: Command) => {
      const filter = { ...filterOf(options), ...(options.allFailed ? { state: 'failed' } : {}) };
      const isFiltered = Object.values(filter).some((each) => each !== undefined);
      if (id === undefined && !isFiltered) {
        throw usageFailure('Which ones is missing.', 'Name a restock, or give a filter such as --all-failed.');
      }
      if (id === undefined) return retryMany(openDesk(command), filter, options);
      if (isFiltered || options.dryRun) {
        throw usageFailure(
          'One restock is named, and a filter or --dry-run is for many.',
          'Give the one or the other.',
        );
      }
      return carryOut(command, `/v1/restocks/${encodeURIComponent(id)}/retry`, {}, options);
    });
}

/** First which ones, then those, then how far it is. */
async function retryMany(desk: Desk, filter: object, options: RetryOptions): Promise<void> {
  const { dryRun = false, yes = false, name = newName(), perSecond, wait } = options;
  const reason = options.reason ?? (dryRun ? 'to see which ones' : undefined);
  const asked = { filter, ...(await desk.asked({ ...options, reason })) };
  const preview = await desk.api.post<RetryPreview>('/v1/restocks/retry', { ...asked, dryRun: true });
  if (dryRun) return desk.answer(preview, () => previewText(desk, preview));
  if (!yes) desk.note(previewText(desk, preview));
  await desk.confirm(`Retry ${countOf(preview.count, 'restock')}?`, yes);
  const again = `Run it again with --name ${name}: none is retried twice.`;
  const started = await desk.api.post<BulkRetry>('/v1/restocks/retry', { ...asked, name, perSecond }, again);
  if (started.total !== preview.count + preview.refusedCount) {
    desk.note(`${started.total} by now: others fit than a moment ago, or a retry of that name was there already.`);
  }
  const bulk = wait ? await followRetry(desk, started) : started;
  desk.answer(bulk, progressText);
  if (!wait && !desk.isJson) desk.note(`How far it is: restock progress ${name}`);
  if (bulk.refusedCount > 0) process.exitCode = exitCodes.refused;
}

function previewText(desk: Desk, { count, restocks, refusedCount, refused, isAll }: RetryPreview): string {
  const shown = restocks.slice(0, listed);
  return [
    `${countOf(count, 'restock')} would be retried${isAll ? '' : ', and even more fit than one retry takes'}.`,
    ...(shown.length > 0 ? [desk.table(shown, restockColumns)] : []),
    ...(count > shown.length ? [`… and ${count - shown.length} more`] : []),
    ...(refusedCount > 0 ? [`${refusedCount} fit and could not be retried:`] : []),
    ...refused.slice(0, listed).map(({ id, reason }) => `  ${id}: ${plain(reason)}`),
  ].join('\n');
}

/** For people to find it by: when it was. */
function newName(): string {
  const time = new Date().toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-');
  return `retry-${time}-${randomBytes(2).toString('hex')}`;
}
