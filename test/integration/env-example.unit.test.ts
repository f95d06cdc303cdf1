import { globSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { readConfig, settingNames } from '../../src/config.ts';
import { readSimulatorSettings, simulatorSettingNames } from '../../src/simulator/settings.ts';
import {
  composeFiles,
  exampleEnvironment,
  launcherNames,
  missingFiles,
  namesThatCodeReads,
  readText,
  root,
  secrets,
  variablesTaken,
} from '../support/deployment-files.ts';

const exampleText = exampleEnvironment();
const example = parseEnv(exampleText);

describe('.env.example', () => {
  it.each(composeFiles)('names every variable that %s takes', (file) => {
    expect(variablesTaken(file).filter((name) => !(name in example))).toEqual([]);
  });

  it('names every variable that the code reads, none that nobody reads, and none twice', () => {
    expect([...namesThatCodeReads].filter((name) => !(name in example))).toEqual([]);
    const known = new Set([...namesThatCodeReads, ...composeFiles.flatMap(variablesTaken), 'TEST_MYSQL_URL']);
    expect(Object.keys(example).filter((name) => !known.has(name))).toEqual([]);
    const names = [...exampleText.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1]!);
    expect(names).toEqual([...new Set(names)]);
    const launcher = globSync('scripts/**/*.ts', { cwd: root }).map(readText).join('\n');
    expect(launcherNames.filter((name) => !launcher.includes(name))).toEqual([]);
  });

  it('shows the defaults that the code has', () => {
    const shown = (names: string[]) => Object.fromEntries(names.map((name) => [name, example[name]]));
    expect(readConfig(shown(settingNames))).toEqual(readConfig({}));
    expect(readSimulatorSettings(shown(simulatorSettingNames))).toEqual(readSimulatorSettings({}));
  });

  it('switches nothing on when it is copied: only the secrets are missing', () => {
    expect(Object.keys(parseEnv(readText('.env.example')))).toEqual(Object.keys(secrets));
  });
});

describe('the deployment page', () => {
  it('names files and scripts that exist', () => {
    const text = readText('docs/deployment.md');
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const called = [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]!);
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
    const files = [...text.matchAll(/(?:deploy|src|docs)\/[\w./-]+\.\w+/g)].map((match) => match[0]);
    expect(missingFiles(files)).toEqual([]);
  });
});
