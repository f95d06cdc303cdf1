import type { Attention, RestockState } from '../client/wire.ts';

/** One product as `GET /v1/shelf` answers it. */
export type ShelfItem = {
  sku: string;
  name: string;
  onHand: number;
  reorderPoint: number;
  /** 0: it is not replenished by itself. */
  orderQuantity: number;
  lastSoldAt: string | null;
  coming: {
    restockId: string;
    quantity: number;
    delivered: number;
    expectedAt: string | null;
    state: RestockState;
    attention: Attention | null;
  } | null;
  /** Deliveries that wait for a decision. */
  held: number;
  /** Time and stock, oldest first. */
  trend: [string, number][];
  needs: Need;
};

export const needs = ['person', 'waiting', 'soon', 'nothing'] as const;
export type Need = (typeof needs)[number];
