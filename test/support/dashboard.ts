import { readText } from './deployment-files.ts';

type Dashboard = { panels: { targets: { expr: string }[] }[] };

/** Every query of the dashboard, with a time in place of Grafana's own variable. */
export function dashboardQueries(): string[] {
  const { panels } = JSON.parse(readText('deploy/grafana/restock.json')) as Dashboard;
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr.replaceAll('$__rate_interval', '1m')));
}

/** Temporal's SDK has no such series before the first failure. */
export const onlyInTrouble = new Set([
  'temporal_workflow_task_execution_failed_total',
  'temporal_request_failure_total',
]);

/** Names of the metrics in a query. */
export function namesIn(expression: string): string[] {
  return expression.match(/\b(?:restock|temporal|nodejs|process)_\w+/g) ?? [];
}
