/** An Express route that reads the same body and does nothing else: what HTTP itself costs. A process of the bench. */
import { createServer } from 'node:http';
import express from 'express';
import { jsonBody } from '../../src/api/json-body.ts';

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/readyz', (_request, response) => void response.json({ status: 'ok' }));
app.post('/v1/purchases', ...jsonBody(), (request, response) => {
  const { sku } = request.body as { sku: string };
  response.status(201).json({
    id: '0197b2a6-3c1f-7d5e-9a41-6f2c8b1d4e70',
    sku,
    quantity: 1,
    onHand: 1_000_000,
    purchasedAt: '2026-01-01T00:00:00.000Z',
  });
});
createServer(app).listen(Number(process.env.PORT), '127.0.0.1');
