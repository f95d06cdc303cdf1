import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';

export type IdentityProvider = Awaited<ReturnType<typeof startIdentityProvider>>;

/** An identity provider that only publishes its keys, and signs whatever it is asked to. Close it when done. */
export async function startIdentityProvider() {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k1', alg: 'RS256', use: 'sig' };
  let isAway = false;
  const server = createServer((_request, response) => {
    response.writeHead(isAway ? 500 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: [jwk] }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    issuer: url,
    jwksUrl: `${url}/keys`,
    publicKey,
    setAway: (away: boolean) => void (isAway = away),
    /** A good token, but for what is given. `undefined` leaves a claim out. */
    sign: (claims: JWTPayload = {}, key: CryptoKey | Uint8Array = privateKey, header: Record<string, string> = {}) => {
      const now = Math.floor(Date.now() / 1_000);
      const usual = { iss: url, aud: 'restock', sub: 'u-1', email: 'kim@shop.example', iat: now, exp: now + 300 };
      return new SignJWT({ ...usual, scope: 'read', ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: 'k1', ...header })
        .sign(key);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
