/** What people call a product, and the SKU that stands on the box. */
export function labelOf({ productName, sku }: { productName: string; sku: string }): string {
  return productName === sku ? sku : `${productName} (${sku})`;
}
