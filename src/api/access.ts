import type { Request, RequestHandler } from 'express';
import { bearerIn } from '../access/bearer.ts';
import type { Caller, Denial, Verdict } from '../access/caller.ts';
import { createDenials, type Attempt } from '../access/denials.ts';
import { createKeyRing, isPast } from '../access/key-ring.ts';
import { createOpenId, ProviderAway } from '../access/openid.ts';
import { covers, type Scope } from '../access/scopes.ts';
import { createSessions } from '../access/sessions.ts';
import { Refusal, type RefusalCode } from '../errors.ts';
import type { ApiDeps } from './deps.ts';
import { requestId } from './request-log.ts';
import { isFromOwnPages, isOwnAction } from './same-origin.ts';
import { scopesFor, type RouteDefinition } from './route.ts';
import { sessionSecretIn } from './session-cookie.ts';

export type Access = ReturnType<typeof createAccess>;

/** Decides who may do what, and refuses who may not. */
export function createAccess({ db, config, logger, onAccessDenied }: AccessDeps) {
  const { auth, failuresPerMinute, sessionLifetime, openId } = config.access;
  const keys = createKeyRing(db);
  const sessions = createSessions(db, sessionLifetime);
  const verifyToken = openId && createOpenId(openId);
  const denials = createDenials({ failuresPerMinute, logger, onAccessDenied });

  return { askWho, verify, mayStill, deny, sessions };

  /** What stands before a route: lets pass who may, and notes who it is. Null: nobody is asked. */
  function askWho(definition: Asking): RequestHandler | null {
    const { access, path, method } = definition;
    const needed = scopesFor(access);
    const route = `${method.toUpperCase()} ${path}`;
    if (auth === 'open' || access === 'open') return null;
    return async (request, _response, next) => {
      const attempt = attemptOf(request, route);
      const bearer = bearerIn(request.headers.authorization);
      // Its own proof is looked at when the body is read.
      if (access === 'callback' && bearer === null) return next();
      const caller = bearer === null ? await bySession(request, attempt) : await verify(bearer, attempt);
      await requireScope(caller, needed, attempt);
      request.caller = caller;
      next();
    };
  }

  /** Whose key it is, or whose token of the identity provider. */
  async function verify(credential: string, attempt: Attempt): Promise<Caller> {
    const isKey = credential.startsWith('restock_') || !verifyToken;
    return callerOf(await (isKey ? keys.verify(credential, mayAsk(attempt)) : byToken(credential, attempt)), attempt);
  }

  /**
   * Whether somebody who was let pass may still do what they are at: for answers that go on. Where that cannot be found
   * out right now they may.
   */
  async function mayStill(request: Request, { access }: Pick<RouteDefinition, 'access'>): Promise<boolean> {
    if (auth === 'open' || access === 'open') return true;
    const { caller } = request;
    if (caller === undefined || isPast(caller.expiresAt, Date.now())) return false;
    if (caller.kind === 'token') return true;
    const always = () => Promise.resolve(true);
    const verdict = await (
      caller.kind === 'key'
        ? keys.verify(bearerIn(request.headers.authorization) ?? '', always)
        : sessions.verify(sessionSecretIn(request) ?? '', always)
    ).catch(() => ({ caller }));
    return 'caller' in verdict && covers(verdict.caller.scopes, scopesFor(access));
  }

  async function byToken(token: string, attempt: Attempt): Promise<Verdict> {
    if (!(await mayAsk(attempt)())) return { denial: 'too-many-attempts', id: null };
    try {
      return await verifyToken!(token);
    } catch (error) {
      if (!(error instanceof ProviderAway)) throw error;
      logger.error({ err: error }, 'tokens cannot be verified');
      throw new Refusal('unavailable', `${error.message} A key of this service still counts.`);
    }
  }

  async function bySession(request: Request, attempt: Attempt): Promise<Caller> {
    const secret = sessionSecretIn(request);
    if (secret === null) return deny({ denial: 'missing', id: null }, attempt);
    const isSafe = request.method === 'GET' || request.method === 'HEAD';
    const isOwn = isSafe ? isFromOwnPages(request) : isOwnAction(request);
    if (!isOwn) return deny({ denial: 'cross-site', id: null }, attempt);
    return callerOf(await sessions.verify(secret, mayAsk(attempt)), attempt);
  }

  async function callerOf(verdict: Verdict, attempt: Attempt): Promise<Caller> {
    return 'caller' in verdict ? verdict.caller : deny(verdict, attempt);
  }

  async function requireScope(caller: Caller, needed: readonly Scope[], attempt: Attempt): Promise<void> {
    if (covers(caller.scopes, needed)) return;
    await deny({ denial: 'missing-scope', id: caller.id }, attempt, { needed, granted: caller.scopes });
  }

  function mayAsk({ address }: Attempt) {
    return async () => !(await denials.isSpent(address));
  }

  /** @throws {Refusal} always */
  async function deny(
    cause: { denial: Denial; id: string | null },
    attempt: Attempt,
    facts: ScopeFacts = {},
  ): Promise<never> {
    throw refusalFor(await denials.note(cause, attempt, facts), facts);
  }
}

type Asking = Pick<RouteDefinition, 'access' | 'path' | 'method'>;

type AccessDeps = Pick<ApiDeps, 'db' | 'logger' | 'onAccessDenied'> & { config: Pick<ApiDeps['config'], 'access'> };

/** What a refusal of this request would be about. */
export function attemptOf(request: Request, route: string): Attempt {
  return { id: requestId(request), address: request.ip ?? '', route };
}

type ScopeFacts = { needed?: readonly Scope[]; granted?: readonly Scope[] };

function refusalFor(denial: Denial, facts: ScopeFacts): Refusal {
  const [code, sentence] = words[denial];
  const { needed = [], granted = [] } = facts;
  const granting =
    denial === 'missing-scope' ? ` ${needed.join(' or ')}; granted: ${granted.join(', ') || 'none'}.` : '';
  return new Refusal(code, `${sentence}${granting}`, facts);
}

const noToken = 'The token in the address is missing or is not that of this restock.';

/** What the caller is told. Of a wrong key nobody hears what is wrong with it, unless it was a right one once. */
const words: Record<Denial, [RefusalCode, string]> = {
  missing: ['unauthenticated', 'This needs a key: send the header Authorization: Bearer <key>.'],
  'unknown-key': ['unauthenticated', 'The key is not known.'],
  'revoked-key': ['unauthenticated', 'The key was revoked.'],
  'expired-key': ['unauthenticated', 'The key has expired.'],
  'unknown-session': ['unauthenticated', 'The log-in is not known. Log in again.'],
  'expired-session': ['unauthenticated', 'The log-in has expired. Log in again.'],
  'bad-token': ['unauthenticated', 'The token is not one of the identity provider for this service.'],
  'expired-token': ['unauthenticated', 'The token has expired.'],
  'missing-scope': ['forbidden', 'This needs the scope'],
  'cross-site': ['cross-site', 'A log-in of the console counts only for requests of the console itself.'],
  'missing-proof': ['unauthorized', noToken],
  'callback-token': ['unauthorized', noToken],
  'callback-signature': ['unauthorized', 'The signature is not one of the factory that has the order.'],
  'callback-stale': ['unauthorized', 'The signature is more than five minutes old, or from the future.'],
  'callback-other-restock': [
    'unauthorized',
    'The signed body does not name this restock, and the address has no token.',
  ],
  'too-many-attempts': ['too-many-attempts', 'Too many wrong keys came from this address. Come again in a minute.'],
};
