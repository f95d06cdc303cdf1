import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { searchAttributes } from '../restocking/search-attributes.ts';
import type { Attention, RestockState, Shown } from './restock-contract.ts';

/**
 * Shows in the Web UI where the restock stands: what to filter by, and the sentence that its row makes.
 *
 * @param otherwise what is known where an activity of older code answered, which did not say what to show
 */
export function showStatus(
  shown: Shown | undefined,
  otherwise: { state: RestockState; attention: Attention | null; expectedAt?: string },
): void {
  const { state, attention, expectedAt } = shown ?? otherwise;
  upsertSearchAttributes([
    { key: searchAttributes.state, value: state },
    { key: searchAttributes.attention, value: attention },
    ...(expectedAt ? [{ key: searchAttributes.dueAt, value: new Date(expectedAt) }] : []),
  ]);
  if (shown) setCurrentDetails(shown.sentence);
}
