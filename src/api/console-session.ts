import { z } from 'zod';
import { covers, scopes } from '../access/scopes.ts';
import type { Access } from './access.ts';
import type { ApiDeps } from './deps.ts';
import { route, type Origin } from './route.ts';
import { time } from './schemas.ts';
import { sessionCookie } from './session-cookie.ts';

const tag = 'Console';
const path = '/console/session';
const uncached = { 'Cache-Control': 'no-store' };
const cacheControl = { 'Cache-Control': '`no-store`' };

export const session = z
  .object({
    auth: z.enum(['open', 'keys']).meta({ description: '`open`: nobody is asked, and nobody needs to log in' }),
    name: z.string().nullable().meta({ description: 'Who it is, as records have it; null where nobody was asked' }),
    scopes: z.array(z.enum(scopes)),
    expiresAt: time.nullable(),
  })
  .meta({ id: 'Session' });

/** Logging in to the console, and out again. */
export function consoleSessionRoutes({ config }: ApiDeps, { verify, deny, sessions }: Access) {
  const { auth } = config.access;

  return [
    route({
      method: 'post',
      path,
      access: 'open',
      tag,
      summary: 'Log in with a key, or with a token of the identity provider',
      description:
        'Answers a cookie that counts like the key, with the scopes `operate` and `read`, for as long as the key does. ' +
        'With it, whatever changes something also needs the header `Restock-Console: 1`.',
      headers: z.object({
        'Sec-Fetch-Site': z.string().optional().meta({ description: 'Set by browsers: `same-origin`, or refused' }),
      }),
      body: z.strictObject({ key: z.string().min(1).max(8_192).meta({ description: 'The key, or the token' }) }),
      responses: {
        200: { description: 'Logged in', body: session, headers: { 'Set-Cookie': 'The log-in', ...cacheControl } },
      },
      problems: ['unauthenticated', 'forbidden', 'cross-site', 'too-many-attempts'],
    }).handledBy(async ({ id, from, headers, body: { key } }) => {
      const attempt = { id, address: from.address, route: `POST ${path}` };
      const site = headers['Sec-Fetch-Site'] ?? 'same-origin';
      if (site !== 'same-origin') return deny({ denial: 'cross-site', id: null }, attempt);
      const caller = await verify(key, attempt);
      const granted = caller.scopes.filter((scope) => covers(['operate'], [scope]));
      if (granted.length === 0) {
        const facts = { needed: ['operate', 'read'] as const, granted: caller.scopes };
        return deny({ denial: 'missing-scope', id: caller.id }, attempt, facts);
      }
      const { secret, expiresAt } = await sessions.open({ ...caller, scopes: granted });
      const seconds = Math.floor((expiresAt.getTime() - Date.now()) / 1_000);
      const cookie = sessionCookie(secret, { seconds, isSecure: from.isSecure });
      const body = { auth, name: caller.name, scopes: granted, expiresAt: expiresAt.toISOString() };
      return { status: 200, body, headers: { 'Set-Cookie': cookie, ...uncached } };
    }),

    route({
      method: 'get',
      path,
      access: ['read'],
      tag,
      summary: 'Who is logged in',
      responses: { 200: { description: 'Who it is', body: session, headers: cacheControl } },
      problems: [],
    }).handledBy(({ from }) => Promise.resolve({ status: 200, body: viewOf(from), headers: uncached })),

    route({
      method: 'delete',
      path,
      access: ['read'],
      tag,
      summary: 'Log out',
      responses: {
        200: {
          description: 'The cookie counts no more',
          body: z.object({ ended: z.boolean().meta({ description: 'False: there was no log-in to end' }) }),
          headers: { 'Set-Cookie': 'An empty one', ...cacheControl },
        },
      },
      problems: [],
    }).handledBy(async ({ from }) => {
      const { kind, id } = from.caller;
      if (kind === 'session' && id !== null) await sessions.close(id);
      const cookie = sessionCookie('', { seconds: 0, isSecure: from.isSecure });
      return { status: 200, body: { ended: kind === 'session' }, headers: { 'Set-Cookie': cookie, ...uncached } };
    }),
  ];

  function viewOf({ caller }: Origin): z.input<typeof session> {
    const { kind, name, scopes: granted, expiresAt } = caller;
    const all = kind === 'anybody' ? scopes : granted;
    return { auth, name, scopes: [...all], expiresAt: expiresAt?.toISOString() ?? null };
  }
}
