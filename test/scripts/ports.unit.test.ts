import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claimPorts, whyNotFree } from '../../scripts/launcher/ports.ts';

describe('a port that somebody listens on', () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer();
    await new Promise<void>((listening) => server.listen(0, '0.0.0.0', listening));
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => server.close());

  test('is busy, also when the listener is on all addresses', async () => {
    expect(await whyNotFree(port)).toBe('is already in use');
  });

  test('is refused with its number and the variable that sets it', async () => {
    await expect(claimPorts({ WORKER_PORT: port })).rejects.toThrow(
      new RegExp(`^Port ${port} is already in use: .* set WORKER_PORT `),
    );
  });

  test('is free once its listener has gone, for which one can wait', async () => {
    setTimeout(() => server.close(), 300);
    await expect(claimPorts({ PORT: port }, 5_000)).resolves.toBeUndefined();
  });
});

test('one port for two purposes is refused before anything is tried', async () => {
  await expect(claimPorts({ PORT: 3000, WORKER_PORT: 3000 })).rejects.toThrow('Port 3000 is to be used twice');
});
