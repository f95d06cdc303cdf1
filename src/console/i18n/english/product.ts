export const product = {
  back: 'Shelf',
  ledger: 'Ledger, newest first',
  columns: { when: 'When', what: 'What', change: 'Change', onHand: 'On hand', why: 'Why' },
  kinds: { sale: 'Sale', delivery: 'Delivery', adjustment: 'Correction', return: 'Return' },
  facts: {
    onHand: 'On hand',
    reorderPoint: 'Orders at',
    orderQuantity: 'Orders each time',
    factory: 'Factory',
    restock: 'Open restock',
    none: 'None',
  },
  others: 'History',
  restocks: 'All its restocks',
  more: 'Show older entries',
};
