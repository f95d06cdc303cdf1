import { accessGuards } from './access-guards.ts';
import { consoleGuards } from './console-guards.ts';
import { deliveryGuards } from './delivery-guards.ts';
import { eventGuards } from './event-guards.ts';
import { repairGuards } from './repair-guards.ts';
import { restockGuards } from './restock-guards.ts';
import { shopGuards } from './shop-guards.ts';
import { transactionGuards } from './transaction-guards.ts';
import type { Guard } from './guard.ts';

export const allGuards: readonly Guard[] = [
  ...shopGuards,
  ...transactionGuards,
  ...deliveryGuards,
  ...restockGuards,
  ...repairGuards,
  ...accessGuards,
  ...eventGuards,
  ...consoleGuards,
];
