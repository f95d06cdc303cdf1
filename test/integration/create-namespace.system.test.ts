import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { root } from '../../scripts/launcher/settings.ts';
import { openNamespace } from '../support/namespace.ts';
import type { TestTemporal } from '../support/temporal.ts';
import { temporalExecutable } from '../support/temporal-executable.ts';

const run = promisify(execFile);
const aDay = 86_400;

let temporal: TestTemporal;
beforeAll(async () => {
  temporal = await openNamespace();
});

it('the namespace that compose names is created once, with its retention', async () => {
  const create = async (retention: string) => {
    const env = {
      HOME: tmpdir(),
      PATH: `${dirname(temporalExecutable())}:${process.env['PATH']}`,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_NAMESPACE: 'shop',
      TEMPORAL_RETENTION: retention,
    };
    return (await run('sh', ['deploy/temporal/create-namespace.sh'], { cwd: root, env })).stdout;
  };
  expect(await create('12d')).toBe('The namespace shop is there.\n');
  expect(await create('3d')).toBe('The namespace shop is there.\n');
  const { config } = await temporal.client.workflowService.describeNamespace({ namespace: 'shop' });
  expect(Number(config?.workflowExecutionRetentionTtl?.seconds)).toBe(12 * aDay);
});
