import { stockDonuts } from '../support/donuts.ts';
import { startBuyers, type Told } from './buyers.ts';
import type { Chance } from './chance.ts';
import type { Fault } from './faults.ts';
import { startOperator, type Correction } from './operator.ts';
import type { System } from './system.ts';

/** One round: a product of its own, and everything that chance decides in it. */
export type Round = { sku: string; chance: Chance };

/** What those outside the shop have on record after a round. */
export type Evidence = {
  /** Units on the shelf before anybody came. */
  openingStock: number;
  told: Told[];
  /** Keys of purchases that nobody could settle. */
  unsettled: string[];
  corrections: Correction[];
  /** What was seen to be wrong on the way. */
  violations: string[];
  /** Nothing that could fail a request has happened: each must have been answered at once, callbacks too. */
  noFailedRequest: boolean;
  /** Things tried, where a round tries many: callbacks, repeated purchases. */
  tries: number;
};

export type Scenario = {
  /** It leaves other products alone, so that several rounds can be played at once. */
  sideBySide?: boolean;
  play: (system: System, round: Round) => Promise<Evidence>;
};

const openingStock = 20;

/** Eight buyers and a person who corrects stock and resets restocks, while the fault comes and goes. */
export function amongBuyers(fault: Fault, options: { sideBySide?: boolean; noFailedRequest?: boolean } = {}): Scenario {
  return {
    sideBySide: options.sideBySide ?? false,
    async play(system, { sku, chance }) {
      await stockDonuts(system.db, openingStock, { orderQuantity: 20 }, sku);
      const buyers = startBuyers({ sku, count: 8, system, random: chance.random });
      const operator = chance.random() < 0.5 ? startOperator(system, { sku, chance }) : null;
      let failure: unknown;
      await fault(system, chance, { sku, chance }).catch((error: unknown) => (failure = error));
      const corrections = (await operator?.stop()) ?? [];
      const { log: told, unsettled } = await buyers.stop();
      if (failure !== undefined) throw failure;
      const { noFailedRequest = false } = options;
      return { openingStock, told, unsettled, corrections, violations: [], noFailedRequest, tries: 1 };
    },
  };
}
