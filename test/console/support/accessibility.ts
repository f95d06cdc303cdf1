import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const source = fileURLToPath(import.meta.resolve('axe-core'));

type Finding = { id: string; nodes: { html: string; failureSummary?: string }[] };

/** Let axe look at this page whenever it is asked to; before the page is loaded. */
export async function withAxe(page: Page): Promise<void> {
  await page.addInitScript({ path: source });
}

/** What axe finds wrong with the page as it is, each with the elements; and what is wider than the window. */
export async function findingsOn(page: Page): Promise<string[]> {
  const rules = JSON.stringify({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
  const { violations } = await page.evaluate<{ violations: Finding[] }>(`axe.run(document, ${rules})`);
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.failureSummary ?? node.html).join(' | ')}`),
    ...(overflow > 0 ? [`the page is ${overflow} px wider than the window`] : []),
  ];
}
