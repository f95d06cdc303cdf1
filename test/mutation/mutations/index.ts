import type { Mutation } from '../mutation.ts';
import { accessMutations } from './access.ts';
import { actionMutations } from './actions.ts';
import { consoleMutations } from './console.ts';
import { databaseMutations } from './database.ts';
import { deliveryMutations } from './deliveries.ts';
import { eventMutations } from './events.ts';
import { inventoryMutations } from './inventory.ts';
import { restockMutations } from './restocks.ts';
import { saleMutations } from './sales.ts';
import { schemaMutations } from './schema.ts';
import { workflowMutations } from './workflows.ts';

export const mutations: readonly Mutation[] = [
  ...schemaMutations,
  ...databaseMutations,
  ...inventoryMutations,
  ...saleMutations,
  ...deliveryMutations,
  ...restockMutations,
  ...workflowMutations,
  ...actionMutations,
  ...accessMutations,
  ...eventMutations,
  ...consoleMutations,
];
