import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coded as codedSchema, faultCoded, noteCoded, sentences, troubleCoded } from '../../src/api/coded.ts';
import { faultWords } from '../../src/api/fault-words.ts';
import { said } from '../../src/console/i18n/korean/said.ts';
import { ledgerNotes } from '../../src/inventory/stock-sentences.ts';
import { firstLine } from '../../src/errors.ts';
import { FactoryUnavailable } from '../../src/factory/factory.ts';
import { factoryTroubles } from '../../src/factory/factory-troubles.ts';
import { braces, say } from '../../src/sentence.ts';
import { modelRuns } from '../support/generated-runs.ts';

const codes = Object.entries<string>(sentences);
const factNames = (template: string) => [...template.matchAll(braces)].map(([, name]) => name!);

/** Facts as they are: numbers where the template says so, else words. */
function factsFor(template: string): Record<string, string | number> {
  return Object.fromEntries(
    [...template.matchAll(/\{(#?)(\w+)\}/g)].map(([, mark, name], index) => [
      name,
      mark === '#' ? index + 7 : `X-${index}`,
    ]),
  );
}

describe('a sentence of the server', () => {
  it.each(codes)('is known again by its code: %s', (code, template) => {
    const facts = factsFor(template);
    const sentence = say<string>(template, facts);
    const known =
      code in faultWords ? faultCoded(sentence) : code in ledgerNotes ? noteCoded(sentence) : troubleCoded(sentence);
    expect(known).toEqual({ code, facts });
    expect(codedSchema.parse(known)).toEqual(known);
  });

  it.each(codes)('is worded in Korean, with facts that it has: %s', (code, template) => {
    const korean = said[code as keyof typeof said];
    expect(factNames(template)).toEqual(expect.arrayContaining(factNames(korean)));
    const own = korean.replaceAll(braces, '').replaceAll(/SKU|FACTORIES|restock-CP-502101-1/g, '');
    expect(own).not.toMatch(/[A-Za-z]{2}/);
    expect(own).toMatch(/\p{Script=Hangul}|^[:( )]+$/u);
  });

  it('is known with the cause that is written down after it', () => {
    const facts = { factory: 'FF-1', cause: 'connect ECONNREFUSED' };
    const error = new FactoryUnavailable(say(factoryTroubles['factory-unreachable'], facts), {
      cause: new Error('connect ECONNREFUSED'),
    });
    expect(troubleCoded(firstLine(error))).toEqual({ code: 'factory-unreachable', facts });
  });

  it('is left alone where it is in words of somebody else', () => {
    expect(troubleCoded('duplicate key value')).toBeNull();
    expect(troubleCoded(null)).toBeNull();
    expect(noteCoded('opening stock, counted twice')).toBeNull();
  });

  it('keeps what a factory says as it is, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const facts = { factory: 'FF-1', answer: '503 Service Unavailable', said: text };
        expect(troubleCoded(say(factoryTroubles['factory-said'], facts))?.facts).toMatchObject({ factory: 'FF-1' });
      }),
      modelRuns(100),
    );
  });
});
