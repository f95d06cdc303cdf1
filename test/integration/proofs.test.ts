import { beforeAll, beforeEach, expect, it } from 'vitest';
import type { Caller, Verdict } from '../../src/access/caller.ts';
import { createKeyRing } from '../../src/access/key-ring.ts';
import { createSessions } from '../../src/access/sessions.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { createKey } from '../support/keys.ts';

const minute = 60_000;
const hour = 60 * minute;
const always = () => Promise.resolve(true);
const denialOf = (verdict: Verdict) => ('denial' in verdict ? verdict.denial : null);

describeDatabase('what proves who calls, as time goes by', (open) => {
  let db: OpenDatabase['db'];
  let began: number;
  let now: number;
  beforeAll(async () => void ({ db } = await open()));
  beforeEach(() => (began = now = Date.now()));

  it('is a key until it expires', async () => {
    const { text } = await createKey(db, 'guest', ['read'], new Date(began + hour));
    const keys = createKeyRing(db, () => now);
    now = began + hour - 1;
    expect(await keys.verify(text, always)).toMatchObject({ caller: { name: 'guest', scopes: ['read'] } });
    now = began + hour;
    expect(denialOf(await keys.verify(text, always))).toBe('expired-key');
  });

  it('is a key of which it is noted every five minutes that it is in use', async () => {
    const { id, text } = await createKey(db, 'till', ['sell']);
    const keys = createKeyRing(db, () => now);
    const used = async () => Number((await db('api_keys').where({ id }).first('last_used_at'))?.last_used_at);
    await keys.verify(text, always);
    await expect.poll(used).toBe(began);
    now = began + 5 * minute - 1;
    await keys.verify(text, always);
    now = began + 5 * minute;
    await keys.verify(text, always);
    await expect.poll(used).toBe(now);
  });

  it('is a log-in for as long as is configured, and no longer than the key it was made with', async () => {
    const caller: Caller = { kind: 'key', id: null, name: 'kim', scopes: ['read'], expiresAt: null };
    const sessions = createSessions(db, 12 * hour, () => now);
    const day = await sessions.open(caller);
    expect(day.expiresAt.getTime()).toBe(began + 12 * hour);
    const short = await sessions.open({ ...caller, expiresAt: new Date(began + hour) });
    expect(short.expiresAt.getTime()).toBe(began + hour);

    now = began + hour - 1;
    expect(denialOf(await sessions.verify(short.secret, always))).toBe(null);
    now = began + hour;
    expect(denialOf(await sessions.verify(short.secret, always))).toBe('expired-session');
    now = began + 12 * hour - 1;
    expect(await sessions.verify(day.secret, always)).toMatchObject({ caller: { name: 'kim', kind: 'session' } });
    now = began + 12 * hour;
    expect(denialOf(await sessions.verify(day.secret, always))).toBe('expired-session');
  });

  it('is a log-in that ends when its key does, within five seconds', async () => {
    const { id } = await createKey(db, 'kim', ['read'], new Date(began + 12 * hour));
    const caller: Caller = { kind: 'key', id, name: 'kim', scopes: ['read'], expiresAt: null };
    const sessions = createSessions(db, 24 * hour, () => now);
    const { secret } = await sessions.open(caller);
    expect(denialOf(await sessions.verify(secret, always))).toBe(null);
    now = began + 12 * hour + 5_000;
    expect(denialOf(await sessions.verify(secret, always))).toBe('expired-session');
  });
});
