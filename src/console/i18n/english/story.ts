import type { StoryWords, Told } from '../../restock/story.ts';

const goods = ({ quantity, product }: Told) => `${quantity} × ${product}`;
const times = (count: number) => (count === 1 ? 'one try' : `${count} tries`);
const missing = (told: Told) =>
  told.delivered === 0 ? goods(told) : `the other ${told.quantity - told.delivered} of ${goods(told)}`;

/** What is offered when no more will come: closing short takes goods that came. */
const ends = (delivered: number) => (delivered > 0 ? 'close short or cancel' : 'cancel the restock');

export const story: StoryWords = {
  done: (told) => `Done ${told.since.at}: all ${goods(told)} are here.`,
  closedShort: (told) => `Closed short ${told.since.at}: ${told.delivered} of ${goods(told)} came.`,
  cancelled: (told) => `Called off ${told.since.at}: ${told.delivered} of ${goods(told)} came.`,
  notOrdered: (told) =>
    `Gave up ${told.since.at}: after ${times(told.tries)}, ${told.factory} has not accepted the order of ${goods(told)}.`,
  notDelivered: (told) =>
    `Gave up ${told.since.at}: ${told.factory} accepted the order and did not bring ${missing(told)}.`,
  beingAsked: (told) =>
    `${told.factory} is being asked for ${goods(told)} right now${told.tries > 1 ? `, for the ${ordinal(told.tries)} time` : ''}.`,
  waitsForFactory: (told) =>
    told.tries === 0
      ? `Requested ${told.since.at}: ${goods(told)}, about to be ordered from ${told.factory}.`
      : `Waiting for ${told.factory} to accept the order of ${goods(told)}, since ${told.since.plain}, after ${times(told.tries)}.`,
  waitsForDelivery: (told) => `On its way: ${told.factory} should bring ${missing(told)} ${told.expected.at}.`,
  overdue: (told) => `Late: ${told.factory} should have brought ${missing(told)} ${told.expected.at}.`,
  next: {
    try: ({ nextAt }) =>
      nextAt === null ? 'The factory is asked again in a moment.' : `The next try is ${nextAt.at}.`,
    answer: ({ nextAt }) => `If no answer has come by ${nextAt?.plain}, it is asked again.`,
    reminder: ({ nextAt }) => `If the goods have not come by ${nextAt?.plain}, it asks for a person.`,
    failure: ({ nextAt }) => `If nothing comes by ${nextAt?.plain}, it gives up.`,
    nothing: () => 'Nothing more happens by itself until somebody decides.',
  },
  advice: {
    factory_unavailable: {
      trying: 'See whether the factory is well. As soon as it is, retry now instead of waiting for the next try.',
      failed: 'See whether the factory is well, then retry. If it stays down, send the order to another factory.',
    },
    factory_rejected: {
      trying: 'The factory refused the order. Put it right with the factory, then retry.',
      failed:
        'The factory refused the order for good. Put it right with the factory, then retry; if they will never make it, cancel.',
    },
    delivery_overdue: {
      trying: ({ delivered }) =>
        'Look in the warehouse and ask the factory. If the goods are here, receive them by hand; if they come later, ' +
        `extend the deadline; if they never come, ${ends(delivered)}.`,
      failed: ({ delivered }) =>
        'Look in the warehouse and ask the factory. If the goods are here, receive them by hand; if they still come, ' +
        `retry; if they never come, ${ends(delivered)}.`,
    },
    unexpected_delivery: {
      trying: 'Goods came that nobody expected. Count them, then take them in or send them back.',
      failed: 'Goods came that nobody expected. Count them, then take them in or send them back.',
    },
    internal_error: {
      trying: 'The trouble is on our side. Tell whoever is on call; when it is mended, retry.',
      failed: 'The trouble is on our side. Tell whoever is on call; when it is mended, retry.',
    },
  },
};

function ordinal(count: number): string {
  const ending = ['th', 'st', 'nd', 'rd'][count % 100 > 10 && count % 100 < 14 ? 0 : count % 10] ?? 'th';
  return `${count}${ending}`;
}
