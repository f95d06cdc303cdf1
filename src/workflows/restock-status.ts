import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttributes } from '../restocking/search-attributes.ts';
import type { Attention, RestockState } from './restock-contract.ts';

/** Shows in the Web UI where the restock stands: what to filter by, and in one sentence what it waits for. */
export function showStatus(status: {
  state: RestockState;
  attention: Attention | null;
  dueAt?: Date;
  text: string;
}): void {
  upsertSearchAttributes([
    { key: searchAttributes.state, value: status.state },
    { key: searchAttributes.attention, value: status.attention },
    ...(status.dueAt ? [{ key: searchAttributes.dueAt, value: status.dueAt }] : []),
  ]);
  setCurrentDetails(status.text);
}
