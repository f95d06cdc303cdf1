/**
 * How the old program sold: a connection for each purchase, stock read, then written back. It closes its connections,
 * which the old one did not, or it would be dead after a hundred and fifty. A process of the bench.
 */
import { createServer } from 'node:http';
import express from 'express';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

const uri = process.env.DATABASE_URL ?? '';
const app = express();
app.get('/readyz', (_request, response) => void response.json({ status: 'ok' }));
app.post('/v1/purchases', express.json(), async (request, response) => {
  const { sku } = request.body as { sku: string };
  const connection = await createConnection({ uri });
  try {
    const [rows] = await connection.execute<RowDataPacket[]>('SELECT on_hand FROM products WHERE sku = ?', [sku]);
    const onHand = Number(rows[0]?.on_hand);
    if (onHand > 0) await connection.execute('UPDATE products SET on_hand = ? WHERE sku = ?', [onHand - 1, sku]);
    response.status(onHand > 0 ? 201 : 409).json({ sku, quantity: 1, onHand: onHand - 1 });
  } finally {
    await connection.end();
  }
});
createServer(app).listen(Number(process.env.PORT), '127.0.0.1');
