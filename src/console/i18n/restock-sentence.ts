import type { Restock } from '../../api/answers.ts';
import { formatNumber, formatRelative } from './format.ts';
import { messages } from './language.ts';

/** Where a restock stands, in the chosen language, at a time in milliseconds since 1970. */
export function restockSentence(restock: Restock, now: number): string {
  const { sentence: m } = messages.value;
  const parts = [...progressOf(restock, now)];
  if (restock.attention === 'unexpected_delivery') parts.push(m.held);
  return parts.join(' ');
}

function progressOf(restock: Restock, now: number): string[] {
  const { sentence: m } = messages.value;
  const { state, status, delivered, quantity } = restock;
  const goods = { quantity: formatNumber(quantity), delivered: formatNumber(delivered), factory: restock.factoryId };
  if (state === 'cancelled') return [m.calledOff(goods)];
  if (state === 'delivered') return [delivered < quantity ? m.closedShort(goods) : m.done(goods)];
  if (state === 'failed') return [delivered > 0 ? m.gaveUpPartly(goods) : m.gaveUp(goods)];
  const next = status.nextAt === null ? null : formatRelative(status.nextAt, now);
  if (status.waitingFor === 'factory') {
    if (status.next === 'answer') return [m.asking(goods, status.tries)];
    if (status.tries === 0) return [m.aboutToAsk(goods)];
    const isDue = status.nextAt === null || Date.parse(status.nextAt) <= now;
    return [m.askedInVain(goods, status.tries), isDue || next === null ? m.nextTrySoon : m.nextTry(next)];
  }
  const waiting = delivered > 0 ? m.awaitingRest(goods) : m.awaiting(goods);
  if (restock.expectedAt === null) return [waiting];
  const due = formatRelative(restock.expectedAt, now);
  if (restock.attention !== 'delivery_overdue') return [waiting, m.expected(due)];
  return [waiting, m.overdue(due), ...(status.next === 'failure' && next !== null ? [m.failsAt(next)] : [])];
}
