import type { Factory, FactorySettings } from './factory.ts';
import { createLegacyFactory } from './legacy-factory.ts';

/** The adapter for the contract that a factory speaks. */
export function createFactory(settings: FactorySettings, timeout: number): Factory {
  switch (settings.contract) {
    case 'legacy':
      return createLegacyFactory(settings, { timeout });
  }
}
