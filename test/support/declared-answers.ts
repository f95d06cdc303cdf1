import assert from 'node:assert/strict';
import { problemSchemas } from '../../src/api/problem-schemas.ts';
import { problems, problemType } from '../../src/api/problem.ts';
import { problemsOf, type Route } from '../../src/api/route.ts';
import type { RefusalCode } from '../../src/errors.ts';

export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

/** Fails unless the answer is one that the route of this method and path declares, in status, type, headers and body. */
export function assertDeclared(routes: Route[], method: string, path: string, answer: Answer): void {
  const route = routes.find(({ definition }) => {
    const pattern = new RegExp(`^${definition.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);
    return definition.method.toUpperCase() === method && pattern.test(path);
  });
  const declared = route?.definition.responses[answer.status];
  if (!declared) return assertDeclaredProblem(route, answer);

  assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
  assert.deepEqual(answer.body, declared.body.parse(answer.body), `${method} ${path} answers undeclared members`);
  for (const name of ['Location', 'Idempotency-Replayed']) {
    if (answer.headers.has(name)) assert.ok(declared.headers?.[name], `${method} ${path} does not declare ${name}`);
  }
}

function assertDeclaredProblem(route: Route | undefined, answer: Answer): void {
  const code = Object.keys(problems).find((each) => problemType(each as RefusalCode) === answer.body['type']);
  assert.ok(code, `status ${answer.status} is not declared: ${JSON.stringify(answer.body)}`);
  const allowed: string[] = route ? problemsOf(route.definition) : ['not-found', 'method-not-allowed'];
  assert.ok(allowed.includes(code), `${code} is not declared`);
  assert.equal(answer.status, problems[code as RefusalCode].status);
  assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
  assert.deepEqual(answer.body, problemSchemas[code as RefusalCode].parse(answer.body));
}
