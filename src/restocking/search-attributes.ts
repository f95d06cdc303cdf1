import { defineSearchAttributeKey, TypedSearchAttributes } from '@temporalio/common';

/** What the Web UI can filter and sort restocks by. */
export const searchAttributes = {
  sku: defineSearchAttributeKey('RestockSku', 'KEYWORD'),
  state: defineSearchAttributeKey('RestockState', 'KEYWORD'),
  factory: defineSearchAttributeKey('RestockFactory', 'KEYWORD'),
  attention: defineSearchAttributeKey('RestockAttention', 'KEYWORD'),
  dueAt: defineSearchAttributeKey('RestockDueAt', 'DATETIME'),
};

export function initialSearchAttributes(restock: { sku: string; factoryId: string }): TypedSearchAttributes {
  return new TypedSearchAttributes([
    { key: searchAttributes.sku, value: restock.sku },
    { key: searchAttributes.factory, value: restock.factoryId },
    { key: searchAttributes.state, value: 'requested' },
  ]);
}
