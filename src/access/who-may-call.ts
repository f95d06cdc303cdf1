import type { Config } from '../config.ts';
import type { Database } from '../db/database.ts';
import type { Logger } from '../logger.ts';
import { listKeys } from './key-store.ts';

/** Says at the start who may call, and what to do where nobody can. */
export async function sayWhoMayCall(db: Database, config: Pick<Config, 'access' | 'api'>, logger: Logger) {
  const { auth, openId } = config.access;
  if (auth === 'open') {
    return logger.info({ host: config.api.host }, 'open: nobody is asked for a key, and only this machine can call');
  }
  const valid = (await listKeys(db)).filter(({ revokedAt }) => revokedAt === null).length;
  if (valid > 0 || openId) return logger.info({ keys: valid, openId: openId !== null }, 'keys are asked for');
  logger.warn('keys are asked for and there is none yet: npx restock keys create --name till-1 --scope sell');
}
