import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { missingFiles, readCompose } from '../support/deployment-files.ts';
import { scrapeSettings } from '../support/prometheus.ts';

const metricsToken = 'a-token-of-thirty-two-characters';

describe('deploy/compose.monitoring.yml', () => {
  const monitoring = readCompose('deploy/compose.monitoring.yml');
  const added = Object.entries(monitoring.services);

  it.each(added)('%s is pinned, held down, checked, and published on loopback only', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'], restart: 'unless-stopped' });
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/);
    expect(service.logging?.options).toEqual({ 'max-size': '10m', 'max-file': '5' });
    expect(service.healthcheck?.test.join(' ')).toContain('127.0.0.1');
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/);
  });

  it('mounts files that exist, and declares the volumes that it uses', () => {
    const sources = added.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(':')[0]!);
    expect(missingFiles(sources.filter((source) => source.startsWith('.')))).toEqual([]);
    const named = sources.filter((source) => !source.startsWith('.'));
    expect(Object.keys(monitoring.volumes ?? {}).toSorted()).toEqual(named.toSorted());
  });

  it('scrapes the services where they listen', () => {
    const { scrape_configs: jobs } = scrapeSettings();
    const { api, worker } = readConfig({});
    expect(jobs.map(({ job_name, static_configs }) => [job_name, static_configs[0]?.targets])).toEqual([
      ['restock-api', [`api:${api.port}`]],
      ['restock-worker', [`worker:${worker.port}`]],
    ]);
  });

  it('gives Prometheus the token in the file from which it reads it, and does not start without', () => {
    const { entrypoint = [], environment, command = [] } = monitoring.services.prometheus!;
    const files = scrapeSettings().scrape_configs.map(({ authorization }) => authorization.credentials_file);
    expect(new Set(files)).toEqual(new Set(['/tmp/metrics_token']));
    expect(environment?.METRICS_TOKEN).toMatch(/^\$\{METRICS_TOKEN:\?/);
    const folder = mkdtempSync(join(tmpdir(), 'restock-entrypoint-'));
    writeFileSync(join(folder, 'prometheus'), '#!/bin/sh\necho "$@"\n', { mode: 0o755 });
    // As compose hands it on, with another folder in place of /tmp.
    const [shell, ...words] = entrypoint.map((word) => word.replaceAll('$$', '$').replaceAll('/tmp', folder));
    const env = { PATH: `${folder}:${process.env['PATH']}`, METRICS_TOKEN: metricsToken };
    const told = execFileSync(shell!, [...words, ...command], { env, encoding: 'utf8' });
    expect(told.trim()).toBe(command.join(' '));
    expect(readFileSync(join(folder, 'metrics_token'), 'utf8')).toBe(metricsToken);
    rmSync(folder, { recursive: true });
  });
});
