import type { Attention, RestockState } from '../../../workflows/restock-states.ts';
import type { Shortcut } from '../../ui/shortcuts.ts';

const states: Record<RestockState, string> = {
  requested: 'Requested',
  ordered: 'Ordered',
  partially_delivered: 'Partly delivered',
  delivered: 'Delivered',
  failed: 'Failed',
  cancelled: 'Called off',
};

const attention: Record<Attention, string> = {
  factory_unavailable: 'Factory does not answer',
  factory_rejected: 'Factory refused',
  delivery_overdue: 'Delivery overdue',
  unexpected_delivery: 'Unexpected goods',
  internal_error: 'Error of our own',
};

const shortcutKeys: Record<Shortcut, string> = {
  '?': 'This list',
  s: 'Go to the shelf',
  r: 'Go to the restocks',
  '/': 'Go to the search field',
  n: 'Show what is new',
};

export const common = {
  pages: { shelf: 'Shelf', restocks: 'Restocks', restock: 'Restock', product: 'Product', 'log-in': 'Log in' },
  states,
  attention,
  deliveryStates: { received: 'received', booked: 'on the shelf', held: 'held', returned: 'sent back' },
  /** How a workflow was ended from outside, units of time, what a field is called: the server's own English words do. */
  ends: {} as Record<string, string>,
  units: {} as Record<string, string>,
  fieldNames: {} as Record<string, string>,
  skip: 'Skip to the content',
  navigation: 'Pages',
  language: 'Language',
  theme: { title: 'Colours', system: 'as the system', light: 'light', dark: 'dark' },
  unnamed: 'somebody without a name',
  close: 'Close',
  loading: 'Loading …',
  tryAgain: 'Try again',
  logOut: 'Log out',
  connection: {
    connecting: 'Connecting …',
    live: 'Live',
    polling: 'Every 5 s',
    away: (since: string) => `No connection; as of ${since}`,
    hints: {
      connecting: 'Changes are not shown yet.',
      live: 'Changes are shown the moment they happen.',
      polling: 'Changes are asked for every five seconds, because the live connection is not there.',
      away: 'The service does not answer. What you see is old; it is asked again every five seconds.',
    },
  },
  dialog: {
    reason: 'Why?',
    usualReasons: 'Usual reasons',
    reasonHint: 'Kept on record, with the name of whoever does it.',
    actor: 'Your name',
    actorHint: 'May stay empty. Then the record says “somebody without a name”.',
    leave: 'Do not',
    busy: 'One moment …',
  },
  logIn: {
    title: 'Log in',
    text: 'The console is for people who run the shop. Log in with the key that you were given.',
    key: 'Key',
    hint: 'Whoever runs the service makes one: npm run keys -- create --name kim --scope operate',
    button: 'Log in',
    notNeeded: 'Nobody needs to log in here.',
    already: (name: string) => `You are logged in as ${name}.`,
  },
  unknownPage: {
    title: 'There is no such page',
    text: 'The address may be misspelt, or from another version. Go on from here:',
  },
  shortcuts: { title: 'Keyboard', use: 'Use these keys', keys: shortcutKeys },
};
