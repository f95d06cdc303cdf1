import { createHash, timingSafeEqual } from 'node:crypto';
import { judgeSignature, type SignatureHeaders } from '../access/callback-signature.ts';
import type { Restock } from '../restocking/restock-store.ts';
import type { Denial } from '../access/caller.ts';
import type { Access } from './access.ts';
import { isDeliveryId } from './delivery-callback.ts';
import type { ApiDeps } from './deps.ts';
import type { Origin } from './route.ts';

type Callback = {
  id: string;
  from: Origin;
  token: string | undefined;
  signature: SignatureHeaders;
  rawBody: Buffer | undefined;
  /** The restock that the body names. */
  claimedRestock: string | null;
};

/**
 * Makes a check that a callback is the factory's own. Answers the id of a signed message, else null.
 *
 * A signature covers the body and not the address: without the token, it is the body that has to name the restock, so
 * that what was said of one cannot be used for another.
 *
 * @throws {Refusal} where it proves nothing
 */
export function createCallbackProof({ config }: Pick<ApiDeps, 'config'>, { deny }: Pick<Access, 'deny'>) {
  return async (restock: Restock, callback: Callback): Promise<string | null> => {
    const { id, from, token, signature, rawBody, claimedRestock } = callback;
    if (from.caller.scopes.includes('factory')) return null;
    const refuse = (denial: Denial) =>
      deny({ denial, id: null }, { id, address: from.address, route: 'POST /v1/deliveries/{restockId}' });

    if (token !== undefined && !isSame(token, restock.callbackToken)) return refuse('callback-token');
    const secrets = config.access.callbackSecrets[restock.factoryId] ?? [];
    const isSigned = Object.values(signature).some((value) => value !== undefined);
    if (!isSigned || secrets.length === 0) return token === undefined ? refuse('missing-proof') : null;

    const messageId = signature['webhook-id'] ?? '';
    const verdict = judgeSignature(secrets, signature, rawBody ?? Buffer.of());
    if (verdict === 'stale') return refuse('callback-stale');
    if (verdict === 'wrong' || !isDeliveryId(messageId)) return refuse('callback-signature');
    if (token === undefined && claimedRestock !== restock.id) return refuse('callback-other-restock');
    return messageId;
  };
}

/** Takes as long for every wrong token, whatever its length and however much of it is right. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
