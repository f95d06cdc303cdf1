/** What the ledger itself notes as the reason of an entry; all other reasons are words of people. */
export const ledgerNotes = { 'opening-stock': 'opening stock' } as const;

/** Why stock cannot be corrected like that. */
export const stockRefusals = {
  'stock-negative':
    '{sku} has {#onHand} on hand, so {#quantity} cannot be taken away. Count the shelf and adjust by less.',
  'stock-too-large':
    '{sku} has {#onHand} on hand, and with {#quantity} more it would have over {#most}, which is the most.',
} as const;
