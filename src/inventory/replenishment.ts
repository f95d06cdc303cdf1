/** When a product is ordered again, from whom, and how much. */
export type ReplenishmentPolicy = {
  factoryId: string;
  /** A sale that leaves this many units or fewer is a stockout. */
  reorderPoint: number;
  /** Units to order; 0: the product is not replenished. */
  orderQuantity: number;
  /** From the factory's acceptance to the expected delivery. */
  leadTimeSeconds: number;
};

export function isStockout(onHand: number, policy: Pick<ReplenishmentPolicy, 'reorderPoint'>): boolean {
  return onHand <= policy.reorderPoint;
}

/** The one rule that turns a policy into a quantity. 0: nothing is to be ordered. */
export function quantityToOrder(policy: Pick<ReplenishmentPolicy, 'orderQuantity'>): number {
  return policy.orderQuantity;
}
