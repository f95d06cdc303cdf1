import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { readText } from './deployment-files.ts';
import { missingHere } from './missing-here.ts';
import { answers, freePort } from './process.ts';

const run = promisify(execFile);

/** Why rules cannot be tried here. */
export function whyNoPrometheus(): string | null {
  try {
    for (const program of ['prometheus', 'promtool']) execFileSync(program, ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return missingHere("Prometheus is not installed (Debian's package prometheus has promtool too)");
  }
}

/** Answers what it said; throws with that where it found a fault. */
export async function promtool(...args: string[]): Promise<string> {
  try {
    const { stdout, stderr } = await run('promtool', args);
    return stdout + stderr;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`promtool ${args.join(' ')}:\n${stdout}${stderr}`, { cause: error });
  }
}

type Rule = {
  alert: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; runbook_url: string };
};

/** The alerts of `deploy/prometheus/alerts.yml`. */
export function alertRules(): Rule[] {
  const { groups } = parse(readText('deploy/prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] };
  return groups.flatMap((group) => group.rules);
}

/** The alerts as they are, but that a minute is a second long: thresholds stay, and so do all expressions. */
export function quickAlerts(): string {
  return readText('deploy/prometheus/alerts.yml')
    .replaceAll(/(for: |offset )\d+m/g, '$11s')
    .replaceAll(/\[\d+m\]/g, '[5s]');
}

type ScrapeSettings = {
  scrape_configs: {
    job_name: string;
    authorization: { credentials_file: string };
    static_configs: { targets: string[] }[];
  }[];
};

/** What `deploy/prometheus/prometheus.yml` says. */
export function scrapeSettings(): ScrapeSettings {
  return parse(readText('deploy/prometheus/prometheus.yml')) as ScrapeSettings;
}

type Sample = { metric: Record<string, string>; value: [time: number, value: string] };

export type RunningPrometheus = Awaited<ReturnType<typeof startPrometheus>>;

/**
 * A Prometheus of this test's own that scrapes and evaluates twice a second, with what is deployed but for addresses.
 *
 * @param rules text of the rule file
 * @param targets host:port by job
 * @param token what it shows when it scrapes
 */
export async function startPrometheus(rules: string, targets: Record<string, string>, token: string) {
  const folder = mkdtempSync(join(tmpdir(), 'restock-prometheus-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  writeFileSync(join(folder, 'alerts.yml'), rules);
  writeFileSync(join(folder, 'metrics_token'), token);
  const settings = scrapeSettings();
  const configuration = {
    ...settings,
    global: { scrape_interval: '500ms', scrape_timeout: '500ms', evaluation_interval: '500ms' },
    scrape_configs: settings.scrape_configs.map((job) => ({
      ...job,
      authorization: { ...job.authorization, credentials_file: join(folder, 'metrics_token') },
      static_configs: [{ targets: [targets[job.job_name]] }],
    })),
  };
  writeFileSync(join(folder, 'prometheus.yml'), stringify(configuration));
  const options = {
    'config.file': join(folder, 'prometheus.yml'),
    'storage.tsdb.path': join(folder, 'data'),
    'web.listen-address': `127.0.0.1:${port}`,
    'log.level': 'error',
  };
  const child = spawn(
    'prometheus',
    Object.entries(options).map(([name, value]) => `--${name}=${value}`),
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const exited = once(child, 'exit');
  let isRunning = true;
  void exited.then(() => (isRunning = false));
  while (!(await answers(`${url}/-/ready`))) {
    if (!isRunning) throw new Error('Prometheus ended before it was ready');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  async function ask<Data>(path: string): Promise<Data> {
    const response = await fetch(`${url}/api/v1/${path}`);
    const answer = (await response.json()) as { status: string; error?: string; data: Data };
    if (answer.status !== 'success') throw new Error(`${path}: ${answer.error}`);
    return answer.data;
  }

  return {
    query: async (expression: string): Promise<Sample[]> =>
      (await ask<{ result: Sample[] }>(`query?query=${encodeURIComponent(expression)}`)).result,
    /** Names of all metrics that it has ever scraped. */
    names: () => ask<string[]>('label/__name__/values'),
    /** Names of the alerts that fire now. */
    async firing(): Promise<string[]> {
      const { alerts } = await ask<{ alerts: { state: string; labels: { alertname: string } }[] }>('alerts');
      return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
    },
    async close(): Promise<void> {
      if (isRunning) child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
