import type { RestockInput, RestockResult } from './restock-contract.ts';
export async function RestockWorkflow(input: RestockInput): Promise<RestockResult> {
  return { state: 'delivered', delivered: input.quantity };
}
