import { z } from 'zod';
import type { OpenIdSettings } from './access/openid.ts';
import { callbackSecrets, keySetAddress, metricsToken, proxyList, scopeNames } from './access/settings.ts';
import { scopes } from './access/scopes.ts';
import { duration } from './duration.ts';
import type { FactorySettings } from './factory/factory.ts';
import { jsonText } from './json-text.ts';
import { usualLimits, type BatchLimits } from './sales/batcher.ts';

const port = wholeNumber(0, 65_535);

function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int(error).min(least, error).max(most, error);
}

const onOff = z.enum(['on', 'off'], 'must be on or off').transform((text) => text === 'on');

const factory = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -'),
  url: z.url({ protocol: /^https?$/, message: 'must be an http or https address' }),
  contract: z.enum(['legacy']).default('legacy'),
  requester: z.string().min(1).max(100).default('TEAM-F'),
  ordersPerSecond: z.number().positive().default(10),
  concurrentOrders: z.number().int().min(1).default(4),
}) satisfies z.ZodType<FactorySettings>;

const factories = jsonText(
  z
    .array(factory)
    .min(1, 'names no factory')
    .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, 'names the same id twice'),
);

/**
 * Every setting, with its default. Temporal's own (`TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`,
 * `TEMPORAL_TLS…`, `TEMPORAL_PROFILE`, `TEMPORAL_CONFIG_FILE`) are read by Temporal's own library: see temporal.ts.
 */
const environment = z.object({
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_URL: z.url({ protocol: /^https?$/, message: 'must be an http or https address' }).optional(),
  API_PROCESSES: wholeNumber(1, 64).default(1),
  SALES_BATCH_SIZE: wholeNumber(1, 4_000).default(usualLimits.batchSize),
  SALES_BATCHES_AT_ONCE: wholeNumber(1, 8).default(usualLimits.atOnce),
  SALES_QUEUE_LIMIT: wholeNumber(1, 100_000).default(usualLimits.queueLimit),
  SALES_LONGEST_WAIT: duration.default(usualLimits.longestWait),
  NODE_ENV: z.string().optional(),
  AUTH: z.enum(['open', 'keys'], 'must be open or keys').default('open'),
  AUTH_FAILURES_PER_MINUTE: wholeNumber(1, 1_000_000).default(30),
  METRICS_TOKEN: metricsToken.optional(),
  SESSION_LIFETIME: duration.default(12 * 3_600_000),
  TRUSTED_PROXIES: proxyList.default([]),
  OIDC_ISSUER: z.url('must be an address').optional(),
  OIDC_AUDIENCE: z.string().optional(),
  OIDC_JWKS_URL: keySetAddress.optional(),
  OIDC_SCOPE_CLAIM: z.string().default('scope'),
  OIDC_SCOPES: scopeNames.default(Object.fromEntries(scopes.map((scope) => [scope, scope]))),
  OIDC_NAME_CLAIM: z.string().default('sub'),
  DATABASE_URL: z
    .string()
    .regex(/^(mysql:\/\/.+\/.+|sqlite:.+)$/, 'must be mysql://user:password@host:port/name or sqlite:path')
    .default('sqlite:data/restock.db'),
  DATABASE_POOL_SIZE: wholeNumber(1, 200).default(8),
  ALLOW_UNSAFE_COMMITS: onOff.default(false),
  TEMPORAL_UI_URL: z.url().default('http://127.0.0.1:8233'),
  WORKER_HOST: z.string().default('127.0.0.1'),
  WORKER_PORT: port.default(3001),
  WORKFLOW_BUNDLE: z.string().optional(),
  MAX_CACHED_WORKFLOWS: wholeNumber(2, 1_000_000).default(200),
  SHUTDOWN_GRACE: duration.default(10_000),
  FACTORIES: factories.default([
    {
      id: 'FF-500293',
      url: 'http://127.0.0.1:4000',
      contract: 'legacy',
      requester: 'TEAM-F',
      ordersPerSecond: 10,
      concurrentOrders: 4,
    },
  ]),
  ATTENTION_WEBHOOK_URL: z.url({ protocol: /^https?$/, message: 'must be an http or https address' }).optional(),
  ATTENTION_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ and 24 to 64 random bytes in base64')
    .optional(),
  CALLBACK_SECRETS: callbackSecrets.default({}),
  OVER_DELIVERY_TOLERANCE_PERCENT: wholeNumber(0, 100).default(0),
  LEGACY_SKU: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be a SKU: 1 to 64 of A-Z a-z 0-9 . _ -')
    .default('CP-502101'),
  LEGACY_SALES: z.enum(['open', 'keys'], 'must be open or keys').default('keys'),
  LEGACY_CALLBACKS: z.enum(['open', 'off']).default('off'),
  START_DEADLINE: duration.default(500),
  SWEEP_INTERVAL: duration.default(10_000),
  ORDER_RETRY_INTERVAL: duration.default(1_000),
  ORDER_TRIES: wholeNumber(1, 100).default(5),
  ORDER_TIMEOUT: duration.default(20_000),
  ORDER_ROUND_INTERVAL: duration.default(300_000),
  GIVE_UP_AFTER: duration.default(86_400_000),
  OVERDUE_GRACE: duration.default(3_600_000),
  ABANDON_AFTER: duration.default(14 * 86_400_000),
});

export type Config = ReturnType<typeof readConfig>;

/**
 * Reads the settings from the environment. An empty variable counts as unset.
 *
 * @throws {ConfigError} that names every fault at once, each with the variable and what it should be.
 */
export function readConfig(env: NodeJS.ProcessEnv) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  const faults = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
  if (!parsed.success) throw new ConfigError(faults);
  const e = parsed.data;
  const openId = openIdOf(e);
  const unknown = Object.keys(e.CALLBACK_SECRETS).filter((id) => !e.FACTORIES.some((each) => each.id === id));
  if (unknown.length > 0) {
    throw new ConfigError([`CALLBACK_SECRETS: FACTORIES has no ${unknown.join(', ')}; correct the id, or take it out`]);
  }
  return {
    logLevel: e.LOG_LEVEL,
    api: {
      host: e.HOST,
      port: e.PORT,
      publicUrl: trimSlash(e.PUBLIC_URL ?? `http://127.0.0.1:${e.PORT}`),
      processes: e.API_PROCESSES,
    },
    sales: {
      batchSize: e.SALES_BATCH_SIZE,
      queueLimit: e.SALES_QUEUE_LIMIT,
      longestWait: e.SALES_LONGEST_WAIT,
      // Without batches, every connection has a purchase of its own.
      atOnce: e.SALES_BATCH_SIZE === 1 ? e.DATABASE_POOL_SIZE : e.SALES_BATCHES_AT_ONCE,
    } satisfies BatchLimits,
    access: {
      auth: e.AUTH,
      isProduction: e.NODE_ENV === 'production',
      failuresPerMinute: e.AUTH_FAILURES_PER_MINUTE,
      metricsToken: e.METRICS_TOKEN ?? null,
      sessionLifetime: e.SESSION_LIFETIME,
      trustedProxies: e.TRUSTED_PROXIES,
      openId,
      callbackSecrets: e.CALLBACK_SECRETS,
    },
    database: { url: e.DATABASE_URL, poolSize: e.DATABASE_POOL_SIZE, allowUnsafeCommits: e.ALLOW_UNSAFE_COMMITS },
    temporal: { uiUrl: trimSlash(e.TEMPORAL_UI_URL), startDeadline: e.START_DEADLINE },
    worker: {
      host: e.WORKER_HOST,
      port: e.WORKER_PORT,
      bundle: e.WORKFLOW_BUNDLE,
      maxCachedWorkflows: e.MAX_CACHED_WORKFLOWS,
      shutdownGrace: e.SHUTDOWN_GRACE,
      sweepInterval: e.SWEEP_INTERVAL,
    },
    attentionWebhook: webhookOf(e.ATTENTION_WEBHOOK_URL, e.ATTENTION_WEBHOOK_SECRET),
    factories: e.FACTORIES,
    overDeliveryTolerance: e.OVER_DELIVERY_TOLERANCE_PERCENT / 100,
    legacy: {
      sku: e.LEGACY_SKU,
      salesOpen: e.LEGACY_SALES === 'open',
      callbacksOpen: e.LEGACY_CALLBACKS === 'open',
    },
    timing: {
      orderRetryInterval: e.ORDER_RETRY_INTERVAL,
      orderTries: e.ORDER_TRIES,
      orderTimeout: e.ORDER_TIMEOUT,
      orderRoundInterval: e.ORDER_ROUND_INTERVAL,
      giveUpAfter: e.GIVE_UP_AFTER,
      overdueGrace: e.OVERDUE_GRACE,
      abandonAfter: e.ABANDON_AFTER,
    },
  };
}

function webhookOf(url: string | undefined, secret: string | undefined) {
  if (url === undefined) return null;
  if (secret !== undefined) return { url, secret };
  throw new ConfigError([
    'ATTENTION_WEBHOOK_SECRET: must be set where ATTENTION_WEBHOOK_URL is; make one with ' +
      'echo whsec_$(openssl rand -base64 32), and give it to the receiver',
  ]);
}

/** Names of all variables that Restock reads itself: `.env.example` must list each. */
export const settingNames = Object.keys(environment.shape);

export class ConfigError extends Error {
  constructor(faults: string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * Where nobody is asked who they are, nobody else may be able to call.
 *
 * @throws {ConfigError} where others could
 */
export function assertMayBeOpen({ access, api }: Config): void {
  if (access.auth === 'keys' || (isLoopback(api.host) && !access.isProduction)) return;
  const why = access.isProduction ? 'NODE_ENV is production' : `HOST ${api.host} can be reached from other machines`;
  throw new ConfigError([
    `AUTH: ${why}, and with AUTH=open the API asks nobody for a key; ` +
      'set AUTH=keys, and make a key with `npx restock keys create --name till-1 --scope sell`',
  ]);
}

function openIdOf(e: z.output<typeof environment>): OpenIdSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URL: jwksUrl } = e;
  if (issuer === undefined && audience === undefined && jwksUrl === undefined) return null;
  if (issuer === undefined || audience === undefined || jwksUrl === undefined) {
    throw new ConfigError([
      'OIDC_ISSUER: belongs together with OIDC_AUDIENCE and OIDC_JWKS_URL; set all three, or none',
    ]);
  }
  const scopeClaim = e.OIDC_SCOPE_CLAIM;
  return { issuer, audience, jwksUrl, scopeClaim, scopes: e.OIDC_SCOPES, nameClaim: e.OIDC_NAME_CLAIM };
}

/** A name or an address by which only this machine is reached. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, '');
}
