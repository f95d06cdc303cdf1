/** Where a restock stands. `when` is a time that is written already, such as "in 3 minutes". */
type Goods = { quantity: string; delivered: string; factory: string };

export const sentence = {
  aboutToAsk: ({ factory }: Goods) => `${factory} is about to be asked.`,
  asking: ({ factory }: Goods, tries: number) =>
    tries <= 1 ? `${factory} is being asked.` : `${factory} is being asked, for the ${ordinal(tries)} time.`,
  askedInVain: ({ factory }: Goods, tries: number) =>
    `${factory} has not taken the order after ${tries === 1 ? 'one try' : `${tries} tries`}.`,
  nextTry: (when: string) => `Next try ${when}.`,
  nextTrySoon: 'It is asked again soon.',
  awaiting: ({ quantity, factory }: Goods) => `Waiting for ${factory} to deliver ${quantity}.`,
  awaitingRest: ({ quantity, delivered, factory }: Goods) =>
    `${delivered} of ${quantity} are on the shelf; waiting for ${factory} to deliver the rest.`,
  expected: (when: string) => `Expected ${when}.`,
  overdue: (when: string) => `Overdue: expected ${when}.`,
  failsAt: (when: string) => `Given up ${when} unless the goods come.`,
  gaveUp: ({ factory }: Goods) => `Gave up on ${factory}. Nothing more happens until somebody decides.`,
  gaveUpPartly: ({ factory, quantity, delivered }: Goods) =>
    `Gave up on ${factory} with ${delivered} of ${quantity} on the shelf. Nothing more happens until somebody decides.`,
  held: 'Goods came that were not expected, and wait for a decision.',
  done: ({ quantity }: Goods) => `All ${quantity} are on the shelf.`,
  closedShort: ({ quantity, delivered }: Goods) => `Closed with ${delivered} of ${quantity} on the shelf.`,
  calledOff: ({ quantity, delivered }: Goods) =>
    delivered === '0' ? 'Called off; nothing came.' : `Called off with ${delivered} of ${quantity} on the shelf.`,
};

function ordinal(count: number): string {
  const ending = ['th', 'st', 'nd', 'rd'][count % 100 > 10 && count % 100 < 14 ? 0 : count % 10] ?? 'th';
  return `${count}${ending}`;
}
