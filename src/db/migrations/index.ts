import type { Knex } from 'knex';
import { migration001 } from './001-shop.ts';
import { migration002 } from './002-repair.ts';
import { migration003 } from './003-keys.ts';
import { migration004 } from './004-attention-notices.ts';
import { migration005 } from './005-changes.ts';
import { migration006 } from './006-actors.ts';
import { migration007 } from './007-tries.ts';

export type Migration = { name: string; up(db: Knex): Promise<void>; down(db: Knex): Promise<void> };

/** In the order in which they run. Add at the end; never edit one that has landed. */
export const migrations: readonly Migration[] = [
  migration001,
  migration002,
  migration003,
  migration004,
  migration005,
  migration006,
  migration007,
];
