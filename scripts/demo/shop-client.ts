import { setTimeout as delay } from 'node:timers/promises';

export type Restock = {
  id: string;
  state: string;
  attention: string | null;
  quantity: number;
  delivered: number;
  factoryId: string;
  factoryOrderId: string | null;
  expectedAt: string | null;
  lastError: string | null;
  links: { temporal: string };
};

type Product = { onHand: number; restock: { id: string } | null };
type Page<Item> = { items: Item[]; next: string | null };

/** Something that the person at the terminal can do something about; its message says what. */
export class ShopError extends Error {}

export type ShopClient = ReturnType<typeof openShopClient>;

/**
 * What the story needs of the HTTP interface.
 *
 * @param key where the API asks for one: with the scopes `sell` and `read`
 */
export function openShopClient(api: string, key: string | undefined) {
  const authorization: Record<string, string> = key === undefined ? {} : { authorization: `Bearer ${key}` };

  async function call(
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    try {
      return await fetch(api + path, { ...init, headers: { ...init.headers, ...authorization } });
    } catch {
      throw new ShopError(`Nothing answers at ${api}. Start the shop in another terminal first: npm start`);
    }
  }

  async function get<Body>(path: string): Promise<Body> {
    const response = await call(path);
    const body = (await response.json()) as Body & { detail?: string };
    if (!response.ok) throw new ShopError(`GET ${path} answered ${response.status}: ${body.detail ?? ''}`);
    return body;
  }

  return {
    product: (sku: string) => get<Product>(`/v1/products/${sku}`),
    restock: (id: string) => get<Restock>(`/v1/restocks/${id}`),
    latestRestock: async (sku: string) => (await get<Page<Restock>>(`/v1/restocks?sku=${sku}&limit=1`)).items[0],

    /** Buys one under this key; a busy shop is asked again with the same key. */
    async buy(sku: string, key: string): Promise<'sold' | 'refused'> {
      for (;;) {
        const response = await call('/v1/purchases', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': key },
          body: JSON.stringify({ sku }),
        });
        const text = await response.text();
        if (response.status === 201) return 'sold';
        if (response.status === 409) return 'refused';
        if (response.status !== 503) throw new ShopError(`POST /v1/purchases answered ${response.status}: ${text}`);
        await delay(1_000);
      }
    },

    async ledgerSum(sku: string): Promise<number> {
      let sum = 0;
      let cursor: string | null = '';
      while (cursor !== null) {
        const from: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const page: Page<{ quantity: number }> = await get(`/v1/products/${sku}/movements?limit=100${from}`);
        for (const { quantity } of page.items) sum += quantity;
        cursor = page.next;
      }
      return sum;
    },
  };
}
