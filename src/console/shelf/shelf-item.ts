import type { ShelfItem } from '../../api/answers.ts';

export type { ShelfItem };
export type Need = ShelfItem['needs'];

/** As the page groups the products, from the top. */
export const needs = ['person', 'waiting', 'soon', 'nothing'] as const satisfies Need[];
