import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { settingNames } from '../../src/config.ts';
import { simulatorSettingNames } from '../../src/simulator/settings.ts';

export const root = join(import.meta.dirname, '../..');

/** What nothing starts without. */
export const secrets = { MYSQL_PASSWORD: 'secret1', MYSQL_ROOT_PASSWORD: 'secret2', TEMPORAL_DB_PASSWORD: 'secret3' };

export const launcherNames = ['TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'TEMPORAL_EXECUTABLE', 'RESTOCK_CACHE'];

export const namesThatCodeReads = new Set([
  ...settingNames,
  ...simulatorSettingNames,
  ...temporalNames(),
  ...launcherNames,
  // The command line's.
  'RESTOCK_URL',
  'RESTOCK_KEY',
]);

export type Service = {
  image: string;
  build?: string;
  command?: string[];
  entrypoint?: string[];
  environment?: Record<string, string | number | null>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  restart?: string;
  stop_grace_period?: string;
  read_only?: boolean;
  cap_drop?: string[];
  logging?: { options: Record<string, string> };
};

export type ComposeFile = { services: Record<string, Service>; volumes?: Record<string, unknown> };

export const composeFiles = [
  'docker-compose.yml',
  'deploy/compose.external-temporal.yml',
  'deploy/compose.external-mysql.yml',
  'deploy/compose.monitoring.yml',
];

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

export function missingFiles(paths: string[]): string[] {
  return paths.filter((path) => !existsSync(join(root, path)));
}

/** Without compose's own tags (`!reset`, `!override`), which say how files are merged. */
export function readCompose(path: string): ComposeFile {
  return parse(readText(path), { merge: true, logLevel: 'error' }) as ComposeFile;
}

/** Names of the variables that a compose file takes from outside: `${NAME…}`, and names in an environment without a value. */
export function variablesTaken(path: string): string[] {
  const inText = [...readText(path).matchAll(/(?<!\$)\$\{(\w+)/g)].map((match) => match[1]!);
  const handedOn = Object.values(readCompose(path).services).flatMap(({ environment }) =>
    Object.entries(environment ?? {}).flatMap(([name, value]) => (value === null ? [name] : [])),
  );
  return [...new Set([...inText, ...handedOn])];
}

/** What compose makes of a service's environment: `${NAME:-default}` and `${NAME:?reason}` replaced, the unset left out. */
export function environmentOf(service: Service, given: Record<string, string>): Record<string, string> {
  const fill = (text: string): string =>
    text.replace(
      /\$\{(\w+)(?::-((?:[^{}]|\{[^{}]*\})*)|:\?[^}]*)?\}/g,
      (_, name: string, otherwise?: string) => given[name] || fill(otherwise ?? ''),
    );
  return Object.fromEntries(
    Object.entries(service.environment ?? {}).flatMap(([name, value]) => {
      if (value !== null) return [[name, fill(String(value))]];
      return given[name] === undefined ? [] : [[name, given[name]]];
    }),
  );
}

export type Instruction = { name: string; flags: string[]; words: string[] };

/** The Dockerfile's instructions, one for each line that is continued or not. */
export function readDockerfile(): Instruction[] {
  const lines = readText('Dockerfile').replaceAll(/\\\n/g, ' ').split('\n');
  return lines
    .filter((line) => /^[A-Z]+ /.test(line))
    .map((line) => {
      const [name, ...rest] = line.trim().split(/\s+/);
      return {
        name: name!,
        flags: rest.filter((word) => word.startsWith('--')),
        words: rest.filter((word) => !word.startsWith('--')),
      };
    });
}

/** `.env.example` with what stands behind a `#` switched on. */
export function exampleEnvironment(): string {
  return readText('.env.example').replaceAll(/^# (?=[A-Z][A-Z0-9_]*=)/gm, '');
}

/** What Temporal's own library reads, but for what only its siblings in other languages act on. */
function temporalNames(): string[] {
  const folder = dirname(createRequire(import.meta.url).resolve('@temporalio/envconfig'));
  const source = readFileSync(join(folder, 'envconfig-toml.js'), 'utf8');
  return [...source.matchAll(/\['(TEMPORAL_[A-Z_]*[A-Z])'\]/g)]
    .map((match) => match[1]!)
    .filter((name) => !/^TEMPORAL_(CODEC_|TLS_DISABLE_HOST_VERIFICATION)/.test(name));
}
