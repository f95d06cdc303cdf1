import { beforeEach, expect, it } from 'vitest';
import { revokeKey } from '../../src/access/key-store.ts';
import { sayWhoMayCall } from '../../src/access/who-may-call.ts';
import { readConfig } from '../../src/config.ts';
import { captureLog } from '../support/captured-log.ts';
import { describeDatabase, type OpenDatabase } from '../support/databases.ts';
import { createKey } from '../support/keys.ts';

describeDatabase('at its start, an API that asks for keys', (open) => {
  let db: OpenDatabase['db'];
  beforeEach(async () => {
    ({ db } = await open());
  });

  async function said(): Promise<string> {
    const log = captureLog();
    await sayWhoMayCall(db, readConfig({ AUTH: 'keys' }), log.logger);
    return log.text();
  }

  it('says how to make the first key where there is none, or none that counts any more', async () => {
    expect(await said()).toContain('there is none yet: npx restock keys create');
    const { id } = await createKey(db, 'till-1', ['sell']);
    await revokeKey(db, id);
    expect(await said()).toContain('there is none yet: npx restock keys create');
  });

  it('counts the keys that it takes', async () => {
    const { id } = await createKey(db, 'till-1', ['sell']);
    for (const name of ['till-2', 'till-3']) await createKey(db, name, ['sell']);
    await revokeKey(db, id);
    expect(await said()).toContain('"keys":2');
  });
});
