import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slowest project first, so that no long file is left for the end. */
const order = ['system', 'temporal', 'console', 'mysql', 'sqlite', 'unit'];

/** Runs the projects in this order, and in each of them the files that took longest at the last run first. */
export class TierSequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const place = ({ project }: TestSpecification) => order.indexOf(project.name);
    return sorted.toSorted((a, b) => place(a) - place(b));
  }
}
