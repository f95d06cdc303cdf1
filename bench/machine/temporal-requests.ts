/** Requests that a Temporal server's front end has taken since its start, by operation. */
export async function temporalRequests(metricsUrl: string): Promise<Map<string, number>> {
  const text = await (await fetch(metricsUrl)).text();
  const requests = new Map<string, number>();
  for (const [, labels = '', value] of text.matchAll(/^service_requests\{([^}]*)\} (\S+)$/gm)) {
    if (!labels.includes('service_name="frontend"')) continue;
    const operation = /operation="([^"]*)"/.exec(labels)?.[1] ?? '';
    requests.set(operation, (requests.get(operation) ?? 0) + Number(value));
  }
  return requests;
}

/** What came in between, operations without any left out. */
export function newRequests(before: Map<string, number>, after: Map<string, number>): Map<string, number> {
  const added = [...after].map(([operation, count]) => [operation, count - (before.get(operation) ?? 0)] as const);
  return new Map(added.filter(([, count]) => count > 0));
}
