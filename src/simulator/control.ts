import { Router, type RequestHandler } from 'express';
import { z } from 'zod';
import type { Callbacks } from './callbacks.ts';
import { faultSet, type Fault, type Faults } from './faults.ts';
import { issueLines } from './issue-lines.ts';
import { viewCallback, viewOrder, type OrderBook } from './order-book.ts';

type Deps = { book: OrderBook; callbacks: Callbacks; faults: Faults };

const count = z.union([z.int().min(0).transform(String), z.string().max(100)]);
const callNow = z.strictObject({
  /** What was ordered unless given; any text goes, to see what a wrong one does. */
  quantity: count.optional(),
  deliveryId: z.string().min(1).max(100).optional(),
  times: z.int().min(1).max(20).default(1),
});

/** What a judge, a test or a person at the factory sees and does. No part of the legacy contract. */
export function control({ book, callbacks, faults }: Deps): Router {
  const router = Router();

  router.get('/orders', (_req, res) => void res.json({ items: book.all().map(viewOrder) }));

  router.get('/orders/:key', (req, res) => {
    const order = book.find(req.params.key);
    if (order) res.json(viewOrder(order));
    else res.status(404).json({ message: `Nobody has ordered under the key ${req.params.key}.` });
  });

  /** Calls back now, in addition to whatever is planned. */
  router.post('/callbacks/:key', async (req, res) => {
    const request = book.find(req.params.key)?.request;
    const parsed = callNow.safeParse(req.body ?? {});
    if (!request) {
      res.status(404).json({ message: `No order was taken under the key ${req.params.key}.` });
    } else if (!parsed.success) {
      res.status(400).json({ message: issueLines(parsed.error).join('; ') });
    } else {
      const { quantity = request.MessageAttributeProductCnt, deliveryId, times } = parsed.data;
      const sent = Array.from({ length: times }, () => callbacks.send(request, { count: quantity, deliveryId }));
      res.json({ callbacks: (await Promise.all(sent)).map(viewCallback) });
    }
  });

  router.get('/faults', (_req, res) => void res.json({ faults: faults.list() }));

  const changeFaults =
    (change: (faults: Fault[]) => void): RequestHandler =>
    (req, res) => {
      const parsed = faultSet.safeParse(req.body);
      if (parsed.success) {
        change(parsed.data.faults);
        res.json({ faults: faults.list() });
      } else {
        res.status(400).json({ message: issueLines(parsed.error).join('; ') });
      }
    };
  /** These and no others; these, too. */
  router.put(
    '/faults',
    changeFaults((list) => faults.replace(list)),
  );
  router.post(
    '/faults',
    changeFaults((list) => faults.add(list)),
  );

  /** All of them, or with `?orders=…` those that are kept to just these orders. */
  router.delete('/faults', (req, res) => {
    const { orders } = req.query;
    if (typeof orders === 'string') faults.clear(orders);
    else faults.replace([]);
    res.status(204).end();
  });

  return router;
}
