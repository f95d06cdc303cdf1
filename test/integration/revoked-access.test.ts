import { expect, it } from 'vitest';
import type { Caller } from '../../src/access/caller.ts';
import { createKeyRing } from '../../src/access/key-ring.ts';
import { revokeKey } from '../../src/access/key-store.ts';
import { createSessions } from '../../src/access/sessions.ts';
import { describeDatabase } from '../support/databases.ts';
import { createKey } from '../support/keys.ts';

const mayAsk = () => Promise.resolve(true);

describeDatabase('a key that is revoked', (open) => {
  it('opens nothing in any process five seconds later, not for the first request either, and nor do its log-ins', async () => {
    const { db } = await open();
    let now = Date.now();
    const clock = () => now;
    const aProcess = () => ({ keys: createKeyRing(db, clock), sessions: createSessions(db, 3_600_000, clock) });
    const [busy, idle] = [aProcess(), aProcess()];

    const { id, text } = await createKey(db, 'kim', ['operate']);
    const caller: Caller = { kind: 'key', id, name: 'kim', scopes: ['operate'], expiresAt: null };
    const { secret } = await busy.sessions.open(caller);
    const verify = ({ keys, sessions }: typeof busy) =>
      Promise.all([keys.verify(text, mayAsk), sessions.verify(secret, mayAsk)]);
    for (const each of [busy, idle])
      expect(await verify(each)).toMatchObject([{ caller }, { caller: { name: 'kim' } }]);

    await revokeKey(db, id);
    now += 4_999;
    await verify(busy);
    now += 1;
    for (const each of [busy, idle]) {
      expect(await verify(each)).toMatchObject([{ denial: 'revoked-key' }, { denial: 'expired-session' }]);
    }
  });
});
