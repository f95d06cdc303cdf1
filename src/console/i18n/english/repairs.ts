import type { RepairWords } from '../../restock/repair-words.ts';

export const repairs: RepairWords = {
  actions: {
    retry: {
      name: 'Retry now',
      does: ({ factory, quantity, product, hasFailed }) =>
        hasFailed
          ? `Goes on from just before the step that failed. Nothing is ordered or put on the shelf twice.`
          : `Asks ${factory} for ${quantity} × ${product} at once, instead of at the next try. Nothing is ordered twice.`,
      reasons: ['The factory is back', 'Put right with the factory', 'Mended on our side'],
      fitting: {
        factory_unavailable: ['The factory is back'],
        factory_rejected: ['Put right with the factory'],
        delivery_overdue: ['The factory says that it still comes'],
        internal_error: ['Mended on our side'],
      },
      done: ({ hasFailed, factory }) =>
        hasFailed ? 'It goes on from where it failed.' : `${factory} is being asked now.`,
      past: 'retried it',
    },
    receive: {
      name: 'Receive by hand',
      does: ({ product, quantity, ordered }) =>
        `Puts what you counted on the shelf of ${product} at once. Of ${ordered} ordered, ${quantity} have not come yet. ` +
        'If the factory tells of the same goods later, they count once.',
      reasons: ['Counted at the dock; the factory had not told us', 'Found in the warehouse'],
      done: ({ product }) => `The goods are on the shelf of ${product}.`,
      past: 'received goods by hand',
    },
    cancel: {
      name: 'Cancel the restock',
      does: ({ factory, mayHaveOrder, delivered }) =>
        `Ends this restock${delivered > 0 ? `; the ${delivered} that came stay on the shelf` : ''}. ` +
        (mayHaveOrder
          ? `${factory} is told where it can be; what it brings all the same waits for a decision. `
          : `${factory} has no order of it. `) +
        'The next stockout asks for a new one.',
      reasons: ['The factory lost the order', 'They stopped making it', 'No longer needed'],
      fitting: {
        factory_unavailable: ['The factory stays down', 'No longer needed'],
        factory_rejected: ['They stopped making it', 'No longer needed'],
      },
      done: () => 'It is being called off.',
      past: 'cancelled it',
    },
    close_short: {
      name: 'Close short',
      does: ({ delivered, ordered, factory }) =>
        `Ends this restock with the ${delivered} of ${ordered} that came. ${factory} is not told; what comes all the ` +
        'same waits for a decision.',
      reasons: ['The factory will not bring the rest', 'The rest was damaged on the way'],
      done: ({ delivered, ordered }) => `Closed with ${delivered} of ${ordered}.`,
      past: 'closed it short',
    },
    extend_deadline: {
      name: 'Extend the deadline',
      does: ({ factory }) =>
        `Gives ${factory} more time. Both deadlines, for asking a person and for giving up, count from the new time.`,
      reasons: ['The lorry broke down', 'The factory named a new date'],
      done: () => 'The goods are expected at the new time.',
      past: 'extended its deadline',
    },
    change_factory: {
      name: 'Order from another factory',
      does: ({ factory, quantity, product }) =>
        `Orders ${quantity} × ${product} from another factory; ${factory} is not asked any more.`,
      reasons: ['The factory is down for longer', 'The factory does not make it any more'],
      fitting: {
        factory_unavailable: ['The factory is down for longer'],
        factory_rejected: ['The factory does not make it any more'],
      },
      done: () => 'The other factory is being asked now.',
      past: 'sent it to another factory',
    },
    take_in: {
      name: 'Take in',
      does: ({ quantity, product }) =>
        `Puts these ${quantity} × ${product} on the shelf, once. Where you counted another number, correct the stock on the ` +
        "product's page afterwards.",
      reasons: ['Counted; we can sell them', 'They were missing from an earlier delivery'],
      done: ({ quantity, product }) => `${quantity} × ${product} are on the shelf.`,
      past: 'took in goods that were held',
    },
    send_back: {
      name: 'Send back',
      does: ({ quantity, product }) =>
        `Notes that these ${quantity} × ${product} go back to the sender. Stock stays as it is.`,
      reasons: ['Not ordered by us', 'Damaged'],
      done: ({ quantity, product }) => `${quantity} × ${product} go back to the sender.`,
      past: 'sent goods back that were held',
    },
  },
};
