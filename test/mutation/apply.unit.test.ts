import { describe, expect, it } from 'vitest';
import { apply } from './apply.ts';
import {
  always,
  dropProperty,
  dropStatement,
  editString,
  everywhere,
  never,
  nth,
  replaceArgument,
  replaceCall,
  replaceCondition,
  replaceProperty,
  swapWithNext,
  unchain,
  value,
  type Change,
} from './changes.ts';
import { readSource } from './source.ts';

const shop = `
const limit = 3;
export class Shop {
  async sell(order, trx) {
    const open = await trx('products').where({ sku: order.sku, status: 'open' }).forUpdate().first();
    if (!open || order.quantity > limit) return refuse('sold-out', order);
    await note(trx, order, 0);
    if (isShort(open) && order.quantity > 1) await request(open);
    return { sku: order.sku, left: \`\${open.left} left\` };
  }
}
function refuse(code) {
  if (code === 'busy') return null;
  if (code === 'late') return code;
  throw new Error(code);
}
`;

function mutated(symbol: string, change: Change, text = shop, file = 'src/shop.ts'): string {
  return apply({ name: 'a rule', symbol, change }, [readSource(file, text)]).text;
}

describe('a mutation', () => {
  it.each<[string, Change, string, string]>([
    ['limit', value('0'), 'const limit = 3;', 'const limit = 0;'],
    ['sell', unchain('forUpdate'), '.forUpdate().first()', '.first()'],
    ['sell', dropStatement('sold-out'), "return refuse('sold-out', order);", ';'],
    ['sell', never('limit'), '!open || order.quantity > limit', '!open || false'],
    ['sell', always('isShort'), 'isShort(open) &&', 'true &&'],
    ['sell', never('isShort', 'quantity'), 'isShort(open) && order.quantity > 1', 'false'],
    ['sell', replaceCondition('open', 'limit'), 'order.quantity > limit', 'open'],
    ['sell', replaceArgument('note', 2, '1'), 'note(trx, order, 0)', 'note(trx, order, 1)'],
    ['sell', replaceCall('request', (call) => `${call}.catch(() => null)`), '(open);', '(open).catch(() => null);'],
    ['sell', dropProperty('status'), ", status: 'open'", ''],
    ['sell', nth(1, dropProperty('sku')), "sku: order.sku, status: 'open'", "status: 'open'"],
    ['sell', replaceProperty('status', "'none'"), "status: 'open'", "status: 'none'"],
    ['sell', editString(' left', ' gone'), '} left', '} gone'],
    ['refuse', nth(2, never('code')), "code === 'late'", 'false'],
  ])('of %s changes one place', (symbol, change, from, to) => {
    expect(shop).toContain(from);
    expect(mutated(symbol, change)).toBe(shop.replace(from, to));
  });

  it('can change all places, and the order of two statements', () => {
    expect(mutated('refuse', everywhere(never('code')))).toBe(
      shop.replace("code === 'busy'", 'false').replace("code === 'late'", 'false'),
    );
    const [first, second] = [
      'await note(trx, order, 0);',
      'if (isShort(open) && order.quantity > 1) await request(open);',
    ];
    expect(mutated('sell', swapWithNext('note'))).toBe(
      shop.replace(`${first}\n    ${second}`, `${second}\n    ${first}`),
    );
  });

  it('does not depend on the file, its format, or names that it does not mention', () => {
    const other = shop.replaceAll('order', 'asked').replaceAll(/\s+/g, ' ');
    expect(mutated('sell', never('limit'), other, 'src/sales/other.ts')).toContain('if (!open || false) return');
  });

  it('tells symbols of the same name apart by what they lie in', () => {
    const two = `${shop} class Bank { sell(limit) { return limit > 3; } }`;
    expect(() => mutated('sell', never('limit'), two)).toThrow(
      "never('limit') fits 2 places (src/shop.ts:6, src/shop.ts:17) in sell (src/shop.ts), and must fit one",
    );
    expect(mutated('Bank.sell', never('limit'), two)).toContain('return false');
  });

  it.each<[string, Change, string]>([
    ['buy', never('limit'), 'nothing in src is called buy.'],
    ['sell', never('most'), "never('most') fits no place in sell (src/shop.ts), and must fit one."],
    ['refuse', never('code'), "never('code') fits 2 places (src/shop.ts:13, src/shop.ts:14) in refuse"],
    ['sell', replaceCall('note', 'tell(order)'), 'what it puts there uses tell, which src/shop.ts does not have.'],
    ['sell', replaceCall('note', 'order.'), 'Unexpected token'],
  ])('of %s that cannot be applied says what to do', (symbol, change, message) => {
    const apply = () => mutated(symbol, change);
    expect(apply).toThrow('The mutation "a rule" cannot be applied: ');
    expect(apply).toThrow(message);
    expect(apply).toThrow('Bring test/mutation/mutations up to date.');
  });
});
