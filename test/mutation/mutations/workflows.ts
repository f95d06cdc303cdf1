import { always, dropStatement, never, replaceCall, replaceProperty } from '../changes.ts';
import type { Mutation } from '../mutation.ts';

/** Workflows and the sweep: one workflow for each restock, and none is forgotten. */
export const workflowMutations: Mutation[] = [
  {
    name: 'a workflow id is never used again',
    symbol: 'createRestockWorkflows.startOrJoin',
    change: replaceProperty('workflowIdReusePolicy', "'ALLOW_DUPLICATE'"),
    tests: 'restock-repair',
    named: 'terminated',
  },
  {
    name: 'a workflow that runs is joined',
    symbol: 'createRestockWorkflows.startOrJoin',
    change: replaceProperty('workflowIdConflictPolicy', "'FAIL'"),
    tests: 'restock-repair',
    named: 'joined by the sweep where its workflow began',
  },
  {
    name: 'the sweep starts what has no workflow',
    symbol: 'sweep',
    change: dropStatement('ensureWorkflow'),
    tests: 'restock-repair',
    named: 'start got lost',
  },
  {
    name: 'the sweep marks failed what was ended from outside',
    symbol: 'ensureWorkflow',
    change: always('isOngoing'),
    tests: 'restock-repair',
    named: 'terminated',
  },
  {
    name: 'the sweep resumes a failed restock whose workflow is at work again',
    symbol: 'ensureTakenUp',
    change: dropStatement('takeUp'),
    tests: 'restock-repair',
    named: 'shown at work',
  },
  {
    name: 'the sweep ends a workflow that waits for a restock that has ended',
    symbol: 'sweep',
    change: dropStatement('ensureEnded'),
    tests: 'unfinished-resets',
    named: 'called off while it waited',
  },
  {
    name: 'the sweep shows a restock that no factory will be asked for',
    symbol: 'sweep',
    change: dropStatement('ensureShown'),
    tests: 'restock-repair',
    named: 'not configured',
  },
  {
    name: 'the sweep signals deliveries that are not booked to their workflows again',
    symbol: 'sweep',
    change: dropStatement('ensureBooking'),
    tests: 'restock-repair',
    named: 'could not be told',
  },
  {
    name: 'the sweep books what no workflow will',
    symbol: 'ensureBooking',
    change: dropStatement('bookDelivery'),
    tests: 'restock-repair',
    named: 'late delivery',
  },
  {
    name: 'a workflow asks for deliveries on record before it waits',
    symbol: 'shelveDeliveries',
    change: dropStatement('unbooked'),
    tests: 'restock-workflow',
    named: 'never told of',
  },
  {
    name: 'a workflow that gives up a restock that has ended ends as the restock did',
    symbol: 'giveUp',
    change: never('isOver'),
    tests: 'resets',
    named: 'not as a dead letter',
  },
  {
    name: 'a signal without a meaning is ignored',
    symbol: 'openDesk',
    change: always('bookingKey'),
    tests: 'restock-workflow',
    named: 'mean nothing',
  },
  {
    name: 'a cancelled workflow cancels its restock',
    symbol: 'RestockWorkflow',
    change: dropStatement('callOff'),
    tests: 'restock-repair',
    named: 'called off by cancelling',
  },
  {
    name: 'the cancellation of the restock goes on though the workflow is cancelled',
    symbol: 'callOff',
    change: replaceCall('nonCancellable', (call) => call.replace('nonCancellable', 'cancellable')),
    tests: 'restock-repair',
    named: 'called off by cancelling',
  },
];
