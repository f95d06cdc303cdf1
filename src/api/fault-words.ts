/** What may be wrong with a value of a request; each follows the value's name. */
export const faultWords = {
  'fault-required': '{field} is required',
  'fault-required-one': '{field} is required: {values}',
  'fault-unknown': '{field} is not a known {what}',
  'fault-least': '{field} must be at least {#least}',
  'fault-most': '{field} must be at most {#most}',
  'fault-shortest': '{field} must have at least {#least} characters',
  'fault-empty': '{field} must have at least 1 character',
  'fault-longest': '{field} must have at most {#most} characters',
  'fault-sku': '{field} must be a SKU: 1 to 64 of A-Z a-z 0-9 . _ -',
  'fault-restock-id': '{field} must be the id of a restock, such as restock-CP-502101-1',
  'fault-factory-id': '{field} must be the id of a factory: 1 to 64 of A-Z a-z 0-9 . _ -',
  'fault-delivery-id': '{field} must be 1 to 128 visible ASCII characters',
  'fault-within-a-year': '{field} must be within a year',
  'fault-time': '{field} must be a time in RFC 3339, such as 2026-11-24T12:00:00Z',
  'fault-nothing': '{field} must not be 0: that changes nothing',
  'fault-one-of': '{field} must be one of {values}',
} as const;
