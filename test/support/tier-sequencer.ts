import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slowest project first, so that no long file is left for the end. */
const order = ['system', 'temporal', 'console', 'mysql', 'sqlite', 'unit'];

/** Runs the projects in this order, and in each of them the files that took longest at the last run first. */
export class TierSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const byProject = Map.groupBy(files, ({ project }) => project.name);
    const longestFirst = BaseSequencer.prototype.sort.bind(this);
    const sorted = await Promise.all(order.map((name) => longestFirst(byProject.get(name) ?? [])));
    return sorted.flat();
  }
}
