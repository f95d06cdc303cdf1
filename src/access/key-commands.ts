import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Database } from '../db/database.ts';
import { timeAhead } from '../time-ahead.ts';
import { insertKey, listKeys, revokeKey, type ApiKey } from './key-store.ts';
import { scopes, scopesIn } from './scopes.ts';

const usage = `Usage:
  restock keys create --name <name> --scope <scope>… [--expires <duration or time>] [--json]
  restock keys list [--json]
  restock keys revoke <id>
Scopes: ${scopes.join(', ')}. An expiry is a duration such as 90d, or a time such as 2027-01-31.`;

/** What was typed is wrong; the message says what to type instead. */
export class UsageError extends Error {}

/** What a command prints: the answer for programs to take on, and a word for people beside it. */
export type Said = { out: string; note?: string };

/**
 * Makes, lists and revokes keys.
 *
 * @throws {Error} with a sentence for whoever typed it
 */
export async function runKeysCommand(db: Database, args: string[]): Promise<Said> {
  const [command, ...rest] = args;
  if (command === 'create') return create(db, rest);
  if (command === 'list') return list(db, rest);
  if (command === 'revoke' && rest[0] !== undefined && rest.length === 1) return revoke(db, rest[0]);
  throw new UsageError(usage);
}

async function create(db: Database, args: string[]): Promise<Said> {
  const { name, scope, expires, json } = parsed(args, {
    name: { type: 'string' },
    scope: { type: 'string', multiple: true },
    expires: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (name === undefined || !/^\S(.{0,98}\S)?$/.test(name)) {
    throw new UsageError('--name is required: who will use the key, in 1 to 100 characters. It stands in records.');
  }
  const wanted = (scope ?? []).flatMap((text) => text.split(','));
  const unknown = wanted.filter((text) => !scopesIn([text]).length);
  if (wanted.length === 0 || unknown.length > 0) {
    throw new UsageError(`--scope is required, once or more: ${scopes.join(', ')}. ${unknown.join(', ')}`.trim());
  }
  const expiresAt = expires === undefined ? null : expiryIn(expires, Date.now());
  const { key, text } = await insertKey(db, { name, scopes: scopesIn(wanted), expiresAt });
  const note = `Key ${key.id} of ${name}: ${key.scopes.join(', ')}. It is shown this once; only its hash is kept.`;
  return { out: json === true ? JSON.stringify({ ...viewOf(key), key: text }) : text, note };
}

async function list(db: Database, args: string[]): Promise<Said> {
  const { json } = parsed(args, { json: { type: 'boolean' } });
  const keys = await listKeys(db);
  if (json === true) return { out: JSON.stringify(keys.map(viewOf), null, 2) };
  if (keys.length === 0) return { out: 'There is no key. Make one: restock keys create --name till-1 --scope sell' };
  const rows = keys.map((key) => [key.id, key.name, key.scopes.join(' '), stateOf(key), momentOf(key.lastUsedAt)]);
  return { out: columns([['id', 'name', 'scopes', 'state', 'last used'], ...rows]) };
}

async function revoke(db: Database, id: string): Promise<Said> {
  if (await revokeKey(db, id)) return { out: `Key ${id} is revoked. Every process refuses it within five seconds.` };
  const isKnown = (await listKeys(db)).some((key) => key.id === id);
  if (isKnown) return { out: `Key ${id} was revoked before.` };
  throw new Error(
    `There is no key ${id}: take the id from \`restock keys list\`, which is also the middle part of a key.`,
  );
}

function parsed<const Options extends NonNullable<ParseArgsConfig['options']>>(args: string[], options: Options) {
  try {
    return parseArgs({ args, options, strict: true }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`, { cause: error });
  }
}

function expiryIn(text: string, now: number): Date {
  const time = timeAhead(text, now);
  if (time !== null && time.getTime() > now) return time;
  throw new UsageError(`--expires ${text} is no duration such as 90d and no time to come such as 2027-01-31.`);
}

function viewOf({ id, name, scopes: granted, createdAt, expiresAt, revokedAt, lastUsedAt }: ApiKey) {
  return { id, name, scopes: granted, createdAt, expiresAt, revokedAt, lastUsedAt };
}

function stateOf({ revokedAt, expiresAt }: ApiKey): string {
  if (revokedAt !== null) return `revoked ${momentOf(revokedAt)}`;
  if (expiresAt === null) return 'valid';
  return `${expiresAt.getTime() <= Date.now() ? 'expired' : 'valid until'} ${momentOf(expiresAt)}`;
}

function momentOf(time: Date | null): string {
  return time === null ? '–' : `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function columns(rows: string[][]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lineOf = (row: string[]) => row.map((cell, column) => cell.padEnd(widths[column]!)).join('  ');
  return rows.map((row) => lineOf(row).trimEnd()).join('\n');
}
