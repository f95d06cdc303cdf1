import { statSync } from 'node:fs';
import { join, posix } from 'node:path';
import ms, { type StringValue } from 'ms';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { readSimulatorSettings } from '../../src/simulator/settings.ts';
import {
  composeFiles,
  environmentOf,
  missingFiles,
  namesThatCodeReads,
  readCompose,
  readDockerfile,
  readText,
  root,
  secrets,
} from '../support/deployment-files.ts';
import { composeConfig, whyNoCompose } from '../support/docker-compose.ts';
import { describeUnless } from '../support/missing-here.ts';

const { services, volumes = {} } = readCompose('docker-compose.yml');
const all = Object.entries(services);
const own = all.filter(([, { build }]) => build !== undefined);
const instructions = readDockerfile();
const heldDown = { read_only: true, cap_drop: ['ALL'] };
/** What the image's last stage has in its working folder. */
const imageFolders = instructions
  .slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
  .flatMap(({ name, words }) => (name === 'COPY' ? [posix.basename(words.at(-1)!)] : []));

describe('docker-compose.yml', () => {
  it.each(own)('%s runs a file that the image has', (_, { command }) => {
    expect(command?.[0]).toBe('node');
    const [file] = command!.slice(1).filter((word) => !word.startsWith('--'));
    expect(missingFiles([file!])).toEqual([]);
    expect(imageFolders).toContain(file!.split('/')[0]);
  });

  it.each(own)('%s is given only variables that the code reads', (_, { environment = {} }) => {
    expect(Object.keys(environment).filter((variable) => !namesThatCodeReads.has(variable))).toEqual([]);
  });

  it.each(['migrate', 'api', 'worker'])('%s accepts the values that it is given', (name) => {
    const config = readConfig(environmentOf(services[name]!, secrets));
    expect(config.database.url).toBe('mysql://restock:secret1@mysql:3306/restock');
    expect(config.factories).toMatchObject([{ id: 'FF-500293', url: 'http://factory:4000' }]);
    expect(config.api.publicUrl).toBe('http://api:3000');
  });

  it('lets the factory call back only where the orders say that the API is', () => {
    const { callbackHosts, host, port } = readSimulatorSettings(environmentOf(services.factory!, secrets));
    expect({ callbackHosts, host, port }).toEqual({ callbackHosts: ['api'], host: '0.0.0.0', port: 4000 });
  });

  it('lets api and worker decide by the same settings', () => {
    const {
      WORKER_HOST,
      MAX_CACHED_WORKFLOWS,
      SHUTDOWN_GRACE,
      ATTENTION_WEBHOOK_URL,
      ATTENTION_WEBHOOK_SECRET,
      ...shared
    } = services.worker!.environment!;
    expect(shared).toEqual(services.api!.environment);
    expect([ATTENTION_WEBHOOK_URL, ATTENTION_WEBHOOK_SECRET]).toEqual([null, null]);
    expect([WORKER_HOST, MAX_CACHED_WORKFLOWS, SHUTDOWN_GRACE]).toEqual(['0.0.0.0', null, null]);
  });

  it('publishes on loopback only, on ports that can be chosen, what the services listen on', () => {
    const published = all.flatMap(([name, { ports = [] }]) => ports.map((port) => [name, port] as const));
    for (const [, port] of published) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z_]+:-\d+\}:\d+$/);
    const { api, worker } = readConfig({});
    expect(Object.fromEntries(published.map(([name, port]) => [name, Number(port.split(':').at(-1))]))).toEqual({
      api: api.port,
      worker: worker.port,
      factory: 4000,
      temporal: 7233,
      'temporal-ui': 8080,
    });
  });

  it('waits only for what can say that it is ready, or for what ends', () => {
    const waits = all.flatMap(([name, { depends_on = {} }]) =>
      Object.entries(depends_on).map(([target, { condition }]) => ({ name, target, condition })),
    );
    const inVain = waits.filter(({ target, condition }) =>
      condition === 'service_healthy'
        ? services[target]?.healthcheck === undefined
        : condition !== 'service_completed_successfully' || services[target]?.restart !== 'no',
    );
    expect(waits).not.toEqual([]);
    expect(inVain).toEqual([]);
  });

  it('checks the health of everything that stays, by TCP', () => {
    const ends = all.filter(([, { restart }]) => restart === 'no').map(([name]) => name);
    expect(ends).toEqual(['migrate', 'temporal-schema', 'temporal-namespace']);
    const stays = all.filter(([, { restart }]) => restart === 'unless-stopped');
    expect(stays.length + ends.length).toBe(all.length);
    for (const [, { healthcheck }] of stays) expect(healthcheck?.test.join(' ')).toContain('127.0.0.1');
  });

  it('lets the API start without Temporal', () => {
    expect(Object.keys(services.api!.depends_on!)).toEqual(['migrate']);
  });

  it('stops the worker later than the worker gives up its activities, and all that is ours as late', () => {
    const giveUp = readConfig({}).worker.shutdownGrace + 5_000;
    // Where none is named, Podman waits no time at all.
    for (const [, { stop_grace_period }] of own) expect(ms(stop_grace_period as StringValue)).toBeGreaterThan(giveUp);
  });

  it('checks the health of what is ours by words that Podman does not cut in pieces', () => {
    const words = own.flatMap(([, { healthcheck }]) => healthcheck?.test ?? []);
    expect(words.length).toBeGreaterThan(9);
    expect(words.filter((word) => word.includes(' '))).toEqual([]);
  });

  it('declares the volumes that it uses, and mounts files that exist', () => {
    const sources = all.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(':')[0]!);
    const named = sources.filter((source) => !source.startsWith('.'));
    expect(Object.keys(volumes).toSorted()).toEqual([...new Set(named)].toSorted());
    expect(missingFiles(sources.filter((source) => source.startsWith('.')))).toEqual([]);
    const scripts = all.flatMap(([, { entrypoint, volumes: mounts = [] }]) =>
      entrypoint ? [posix.join(mounts[0]!.split(':')[0]!, posix.basename(entrypoint[1]!))] : [],
    );
    expect(scripts).toEqual(['deploy/temporal/setup-schema.sh', 'deploy/temporal/create-namespace.sh']);
    expect(missingFiles(scripts)).toEqual([]);
  });

  it('pins every image, bounds every log, and holds our own containers down', () => {
    expect(readText('docker-compose.yml')).not.toMatch(/^version:|container_name:|auto-setup/m);
    for (const [, { image, logging }] of all) {
      expect(image).toMatch(/:(\d|\$\{RESTOCK_VERSION)/);
      expect(logging?.options).toEqual({ 'max-size': '10m', 'max-file': '5' });
    }
    for (const [, { read_only, cap_drop }] of own) expect({ read_only, cap_drop }).toEqual(heldDown);
  });
});

describe('Dockerfile', () => {
  const copies = instructions.filter(({ name }) => name === 'COPY');

  it('copies only what is there and what .dockerignore lets through', () => {
    const sources = copies.filter(({ flags }) => flags.length === 0).flatMap(({ words }) => words.slice(0, -1));
    expect(missingFiles(sources)).toEqual([]);
    const [first, ...allowed] = readText('.dockerignore')
      .split('\n')
      .filter((line) => /^[^#]/.test(line));
    expect(first).toBe('*');
    expect(allowed.toSorted()).toEqual([...new Set(sources.map((source) => `!${source}`))].toSorted());
  });

  it('copies only from stages that it has', () => {
    const stages = instructions.flatMap(({ name, words }) => (name === 'FROM' ? words.slice(2) : []));
    const from = copies.flatMap(({ flags }) => flags.map((flag) => flag.replace('--from=', '')));
    expect(from).not.toEqual([]);
    expect(from.filter((stage) => !stages.includes(stage))).toEqual([]);
  });

  it('builds the bundle with a script that exists, on Debian, and runs as a user without rights', () => {
    const commands = instructions.filter(({ name }) => name === 'RUN').map(({ words }) => words.join(' '));
    const scripts = commands.flatMap((command) => [...command.matchAll(/node (\S+\.ts)/g)].map((match) => match[1]!));
    expect(scripts).toEqual(['scripts/build.ts']);
    expect(missingFiles(scripts)).toEqual([]);
    expect(instructions[0]?.words[0]).toMatch(/^node:24-.*slim$/);
    expect(instructions.findLast(({ name }) => name === 'USER')?.words).toEqual(['node']);
  });

  it('gives the command line a name that leads to a program', () => {
    const link = instructions.find(({ words }) => words[0] === 'ln')?.words ?? [];
    const target = link[1]!.replace(/^\/app\//, '');
    expect(imageFolders).toContain(target.split('/')[0]);
    expect(statSync(join(root, target)).mode & 0o111).toBe(0o111);
    expect(link[2]).toBe('/usr/local/bin/restock');
  });

  it('opens the ports of our services', () => {
    const ports = own.flatMap(([, { ports: published = [] }]) => published.map((port) => port.split(':').at(-1)));
    expect(instructions.find(({ name }) => name === 'EXPOSE')?.words).toEqual(ports);
  });
});

describeUnless(whyNoCompose(), 'docker compose', () => {
  const outside = {
    TEMPORAL_ADDRESS: 'temporal.example:7233',
    TEMPORAL_NAMESPACE: 'shop',
    DATABASE_URL: 'mysql://restock:secret@mysql.example:3306/restock',
  };
  const [main, externalTemporal, externalMysql, monitoring] = composeFiles as [string, string, string, string];
  const temporal = ['temporal', 'temporal-db', 'temporal-namespace', 'temporal-schema', 'temporal-ui'];

  it.for([
    { files: [main], without: [] },
    { files: [main, externalTemporal], without: temporal },
    { files: [main, externalMysql], without: ['mysql'] },
    { files: [main, externalTemporal, externalMysql], without: [...temporal, 'mysql'] },
  ])('reads $files and starts all but $without', ({ files, without }) => {
    const started = Object.keys(composeConfig(files, { ...secrets, ...outside }).services);
    expect(started.toSorted()).toEqual(
      Object.keys(services)
        .filter((name) => !without.includes(name))
        .toSorted(),
    );
  });

  it('adds Prometheus and Grafana where asked to', () => {
    const started = Object.keys(composeConfig([main, monitoring], { ...secrets, METRICS_TOKEN: 'a-token' }).services);
    expect(started).toEqual(expect.arrayContaining([...Object.keys(services), 'prometheus', 'grafana']));
  });

  it('gives each service the environment that these tests take for granted', () => {
    const given = { ...secrets, ORDER_TRIES: '7', TEMPORAL_UI_PORT: '18233' };
    const resolved = composeConfig([main], given).services;
    for (const [name, service] of all) {
      const set = Object.entries(resolved[name]?.environment ?? {}).filter(([, value]) => value !== null);
      expect({ [name]: Object.fromEntries(set) }).toEqual({ [name]: environmentOf(service, given) });
    }
  });

  it.for(Object.keys(secrets))('says what to do where %s is not set', (name) => {
    const given = Object.fromEntries(Object.entries(secrets).filter(([other]) => other !== name));
    expect(() => composeConfig([main], given)).toThrow(`${name} is missing a value: copy .env.example to .env`);
  });
});
