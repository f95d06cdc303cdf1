type Goods = { quantity: number; rest: number };

export const shelf = {
  search: 'Search by name or SKU',
  none: 'No products yet.',
  noneFound: (q: string) => `Nothing on the shelf matches “${q}”.`,
  more: 'Show more',
  searchForMore: 'There are more. Search for what you are looking for.',
  groups: {
    person: 'Needs a person',
    waiting: 'Sold out or low, being replenished',
    soon: 'Soon to be ordered',
    nothing: 'All well',
  },
  columns: {
    product: 'Product',
    onHand: 'On hand',
    trend: 'Stock lately',
    coming: 'Coming',
    lastSold: 'Last sale',
    action: 'Action',
  },
  reorderPoint: (point: number) => `Orders at ${point}`,
  notReplenished: 'Not replenished by itself',
  neverSold: 'Never sold',
  nothingComing: 'Nothing',
  coming: ({ quantity, rest }: Goods) =>
    rest < quantity ? `${rest} of ${quantity} still coming` : `${quantity} coming`,
  requested: ({ rest }: Goods) => `${rest} wanted, no order accepted yet`,
  gaveUp: ({ rest }: Goods) => `${rest} wanted, none on the way`,
  trendOf: (name: string, from: number, to: number) => `Stock of ${name}: from ${from} to ${to}`,
  expected: 'expected',
  wasExpected: 'was expected',
  heldHere: (count: number) => (count === 1 ? 'Goods held' : `${count} deliveries held`),
  look: 'Look',
  decide: 'Put right',
  held: {
    title: 'Goods that wait for a decision',
    text: 'They arrived and nobody expected them. Count them, then take them in or send them back.',
    noRestock: 'No restock was found for them',
  },
  replenish: {
    name: 'Replenish now',
    text: (product: string) =>
      `Asks for a restock of ${product} at once, whatever is on the shelf. There is never more than one at a time.`,
    quantity: 'Units to order',
    usual: (quantity: number) => `Usually ${quantity}`,
    reasons: ['A rush is coming', 'Counted less than the system says'],
    done: (product: string) => `A restock of ${product} is on its way.`,
    open: (product: string) => `There is an open restock of ${product} already.`,
  },
  adjust: {
    name: 'Correct stock',
    text: (product: string, onHand: number) =>
      `The system has ${onHand} × ${product}. Enter what you counted; the difference goes into the ledger. It is no sale and orders nothing.`,
    counted: 'Units that you counted',
    soldMeanwhile: 'What is sold while you count is kept apart: only the difference to the number above is booked.',
    reasons: ['Counted anew', 'Broken', 'Found'],
    done: (product: string, onHand: number) => `${product} has ${onHand} now.`,
    same: 'That is what the system has already.',
  },
};
