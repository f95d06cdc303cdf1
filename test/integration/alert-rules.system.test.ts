import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { readText, root } from '../support/deployment-files.ts';
import { describeUnless } from '../support/missing-here.ts';
import { alertRules, promtool, whyNoPrometheus } from '../support/prometheus.ts';

type RuleTests = {
  tests: { promql_expr_test: { expr: string; exp_samples?: { labels?: string; value: number }[] }[] }[];
};
const { tests } = parse(readText('test/alerts/rules.test.yml')) as RuleTests;
/** Alerts of which a rule test says that they fire. */
const firing = tests
  .flatMap((test) => test.promql_expr_test)
  .flatMap(({ expr, exp_samples = [] }) =>
    exp_samples.filter(({ value }) => value > 0).map(({ labels = '' }) => `${expr} ${labels}`),
  )
  .flatMap((text) => [...text.matchAll(/alertname="(\w+)"/g)].map((match) => match[1]));

describeUnless(whyNoPrometheus(), 'the alert rules', () => {
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

describe.each(alertRules())('the alert $alert', ({ alert, labels, annotations }) => {
  it('says whom it needs, what happened, what that means and what to do', () => {
    expect(['page', 'ticket']).toContain(labels.severity);
    expect(annotations.summary).toMatch(/\.$/);
    expect(annotations.description.split(/[.;] /).length).toBeGreaterThan(1);
  });

  it('has a section of its own in the runbook', () => {
    expect(annotations.runbook_url).toBe(`docs/runbook.md#${alert.toLowerCase()}`);
    expect(readText('docs/runbook.md')).toMatch(new RegExp(`^#+ ${alert}$`, 'm'));
  });

  it('fires in a rule test', () => {
    expect(firing).toContain(alert);
  });
});
