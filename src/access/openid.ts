import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import type { Verdict } from './caller.ts';
import { scopesIn, type Scope } from './scopes.ts';

export type OpenIdSettings = {
  issuer: string;
  audience: string;
  /** Only ever taken from configuration: what a token says about keys is not followed. */
  jwksUrl: string;
  /** The claim that says what its bearer may do: words with spaces between, or a list. */
  scopeClaim: string;
  /** What its values mean here; those that are not named mean nothing. */
  scopes: Record<string, Scope>;
  /** The claim that names its bearer in records. */
  nameClaim: string;
};

/** Signatures that need the provider's private key. `none`, and secrets that are shared, are not among them. */
const algorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** The provider's keys cannot be fetched: nobody knows whether a token is good. */
export class ProviderAway extends Error {}

/** Tells whose token of the identity provider it is. */
export function createOpenId(settings: OpenIdSettings) {
  const { issuer, audience } = settings;
  const keys = createRemoteJWKSet(new URL(settings.jwksUrl), { timeoutDuration: 3_000 });

  /** @throws {ProviderAway} */
  return async function verify(token: string): Promise<Verdict> {
    try {
      const requiredClaims = ['exp', 'sub', settings.nameClaim];
      const options = { issuer, audience, algorithms, requiredClaims, clockTolerance: 30 };
      const { payload } = await jwtVerify(token, keys, options);
      return {
        caller: {
          kind: 'token',
          id: null,
          name: String(payload[settings.nameClaim]).slice(0, 100),
          scopes: scopesOf(payload, settings),
          expiresAt: new Date((payload.exp ?? 0) * 1_000),
        },
      };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return { denial: 'expired-token', id: null };
      if (isAboutToken(error)) return { denial: 'bad-token', id: null };
      throw new ProviderAway('The identity provider’s keys cannot be fetched.', { cause: error });
    }
  };
}

function scopesOf(payload: JWTPayload, { scopeClaim, scopes }: OpenIdSettings): Scope[] {
  const claim: unknown = payload[scopeClaim];
  const values: unknown[] = typeof claim === 'string' ? claim.split(' ') : Array.isArray(claim) ? claim : [];
  return scopesIn(
    values.flatMap((value) => (typeof value === 'string' && Object.hasOwn(scopes, value) ? scopes[value]! : [])),
  );
}

/** The rest is about the key set or the way to it. */
function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    // What jose throws where the answer to the key set's address is no 200, or no JSON.
    error.code !== 'ERR_JOSE_GENERIC'
  );
}
