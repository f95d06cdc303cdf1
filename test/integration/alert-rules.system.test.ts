import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { readText, root } from '../support/deployment-files.ts';
import { promtool, whyNoPrometheus } from '../support/prometheus.ts';

type Rule = {
  alert: string;
  labels: { severity: string };
  annotations: { summary: string; description: string; runbook_url: string };
};
const { groups } = parse(readText('deploy/prometheus/alerts.yml')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);
const missing = whyNoPrometheus();

describe.skipIf(missing !== null)(`the alert rules${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  it('are read by Prometheus, with its configuration', async () => {
    const folder = join(root, 'deploy/prometheus');
    // The file with the token is made where it runs.
    const checked = await promtool('check', 'config', '--syntax-only', join(folder, 'prometheus.yml'));
    expect(checked + (await promtool('check', 'rules', join(folder, 'alerts.yml')))).toMatch(/SUCCESS[^]*SUCCESS/);
  });

  it('fire when they should, for how long they should, and on nothing else', async () => {
    expect(await promtool('test', 'rules', join(root, 'test/alerts/rules.test.yml'))).toContain('SUCCESS');
  });
});

describe.each(rules)('the alert $alert', ({ alert, labels, annotations }) => {
  it('says whom it needs, what happened, what that means and what to do', () => {
    expect(['page', 'ticket']).toContain(labels.severity);
    expect(annotations.summary).toMatch(/\.$/);
    expect(annotations.description.split(/[.;] /).length).toBeGreaterThan(1);
  });

  it('has a section of its own in the runbook', () => {
    expect(annotations.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    expect(readText('docs/runbook.md')).toMatch(new RegExp(`^#+ ${alert}$`, 'm'));
  });

  it('is tried by the rule tests and driven with the running system', () => {
    expect(readText('test/alerts/rules.test.yml')).toContain(alert);
    expect(readText('test/integration/alarms.system.test.ts')).toContain(`'${alert}'`);
  });
});
