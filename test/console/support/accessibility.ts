import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { Look } from './browser.ts';

const source = fileURLToPath(import.meta.resolve('axe-core'));

const options = JSON.stringify({
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  // What is in order is not described element by element.
  resultTypes: ['violations'],
});

type Finding = { id: string; nodes: { html: string; failureSummary?: string }[] };

/** Any two of language, theme and width meet in one of these. What axe looks for depends on two at most. */
const looks: Record<'en' | 'ko', Pick<Required<Look>, 'theme' | 'width'>[]> = {
  en: [
    { theme: 'light', width: 1280 },
    { theme: 'dark', width: 375 },
  ],
  ko: [
    { theme: 'light', width: 375 },
    { theme: 'dark', width: 1280 },
  ],
};

/** Let axe look at this page whenever it is asked to; before the page is loaded. */
export async function withAxe(page: Page): Promise<void> {
  await page.addInitScript({ path: source });
}

/**
 * What axe finds wrong with the page as it is, each with the elements; and what is wider than the window. Where a dialog is
 * open nothing else can be reached, so axe looks at the dialog alone.
 */
export async function findingsOn(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<{ violations: Finding[] }>(
    `axe.run(document.querySelector('dialog') ?? document, ${options})`,
  );
  const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  return [
    ...violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.failureSummary ?? node.html).join(' | ')}`),
    ...(overflow > 0 ? [`the page is ${overflow} px wider than the window`] : []),
  ];
}

/** The same of a page in this language as it is in the light and in the dark, on a phone and on a desk. */
export async function findingsInAllLooks(page: Page, language: 'en' | 'ko'): Promise<string[]> {
  const findings: string[] = [];
  for (const { theme, width } of looks[language]) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 800 });
    findings.push(...(await findingsOn(page)).map((finding) => `${theme}, ${width} px wide: ${finding}`));
  }
  return findings;
}
