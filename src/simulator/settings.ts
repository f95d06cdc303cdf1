import ms from 'ms';
import { z } from 'zod';
import { callbackSecret } from '../access/settings.ts';
import { ConfigError } from '../config.ts';
import { duration } from '../duration.ts';
import { faultList } from './faults.ts';
import { issueLines } from './issue-lines.ts';

const longestLeadTime = ms('7d');

const leadTime = duration.refine((value) => value <= longestLeadTime, 'is longer than 7d');

const hosts = z.string().transform((text) =>
  text
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .filter((host) => host !== ''),
);

const environment = z.object({
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  SIMULATOR_HOST: z.string().default('127.0.0.1'),
  SIMULATOR_PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  SIMULATOR_LEAD_TIME: leadTime.default(5_000),
  SIMULATOR_CALLBACK_HOSTS: hosts.default(['127.0.0.1', 'localhost']),
  SIMULATOR_FAULTS: faultList.default([]),
  SIMULATOR_JOURNAL: z.string().optional(),
  SIMULATOR_SIGNING_SECRET: callbackSecret.optional(),
});

/**
 * Reads the simulator's settings; an empty variable counts as unset.
 *
 * @throws {ConfigError} that names every fault at once.
 */
export function readSimulatorSettings(env: NodeJS.ProcessEnv) {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) throw new ConfigError(issueLines(parsed.error));
  const e = parsed.data;
  return {
    logLevel: e.LOG_LEVEL,
    host: e.SIMULATOR_HOST,
    port: e.SIMULATOR_PORT,
    leadTime: e.SIMULATOR_LEAD_TIME,
    callbackHosts: e.SIMULATOR_CALLBACK_HOSTS,
    faults: e.SIMULATOR_FAULTS,
    journalPath: e.SIMULATOR_JOURNAL,
    signingSecret: e.SIMULATOR_SIGNING_SECRET ?? null,
  };
}

/** Names of all variables that the simulator reads. */
export const simulatorSettingNames = Object.keys(environment.shape);
