import { Pool } from 'undici';
import { inParallel } from '../in-parallel.ts';

/**
 * Buys one unit of each product, so many at a time; answers when each was sold, by SKU.
 *
 * @throws {Error} for any other answer than 201
 */
export async function buyEach(url: string, skus: readonly string[], width = 16): Promise<Map<string, string>> {
  const pool = new Pool(url, { connections: width });
  const soldAt = new Map<string, string>();
  try {
    await inParallel(width, skus.length, async (index) => {
      const sku = skus[index]!;
      const { statusCode, body } = await pool.request({
        path: '/v1/purchases',
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ sku }),
      });
      const answer = (await body.json()) as { purchasedAt: string };
      if (statusCode !== 201) throw new Error(`${sku}: ${statusCode} ${JSON.stringify(answer)}`);
      soldAt.set(sku, answer.purchasedAt);
    });
    return soldAt;
  } finally {
    await pool.destroy();
  }
}
