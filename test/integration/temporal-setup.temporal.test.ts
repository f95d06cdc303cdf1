import { expect, it } from 'vitest';
import { setUpTemporal } from '../../src/restocking/temporal-setup.ts';
import { openNamespace } from '../support/namespace.ts';

it('the sweep is scheduled at the interval that was set last, and what an operator did to it stays', async () => {
  const { client } = await openNamespace();
  const schedule = client.schedule.getHandle('restock-sweep');
  expect(await setUpTemporal(client, 3_600_000)).toEqual({ searchAttributes: true });
  const { spec, policies, action } = await schedule.describe();
  expect(spec.intervals).toMatchObject([{ every: 3_600_000 }]);
  expect(policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 3_600_000 });
  expect(action).toMatchObject({ workflowType: 'SweepWorkflow', taskQueue: 'restock' });

  await schedule.pause('an operator looks into it');
  await setUpTemporal(client, 3_600_000);
  await setUpTemporal(client, 7_200_000);
  const changed = await schedule.describe();
  expect(changed.spec.intervals).toMatchObject([{ every: 7_200_000 }]);
  expect(changed.state).toMatchObject({ paused: true, note: 'an operator looks into it' });

  // As after the loss of Temporal's data.
  await schedule.delete();
  await setUpTemporal(client, 7_200_000);
  expect((await schedule.describe()).spec.intervals).toMatchObject([{ every: 7_200_000 }]);
});
