import type { Factory, FactorySettings } from './factory.ts';
import { createLegacyFactory } from './legacy-factory.ts';

const contracts = { legacy: createLegacyFactory };

/** The adapter for the contract that a factory speaks. */
function createFactory(settings: FactorySettings): Factory {
  return contracts[settings.contract](settings);
}

/** The adapters of all configured factories, by id. */
export function createFactories(settings: readonly FactorySettings[]): ReadonlyMap<string, Factory> {
  return new Map(settings.map((each) => [each.id, createFactory(each)]));
}
