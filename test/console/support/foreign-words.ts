import type { Page } from 'playwright-core';

/** All that is said on a page to those who see and those who hear it, but what is marked as another language. */
const texts = `(() => {
  const found = [document.title];
  const isMarked = (element) => element.closest('[lang]')?.lang !== document.documentElement.lang;
  for (const element of document.querySelectorAll('body, body *')) {
    if (isMarked(element) || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName)) continue;
    for (const name of ['title', 'aria-label', 'placeholder', 'alt']) {
      const text = element.getAttribute(name) ?? '';
      // A tooltip that only repeats what stands there is not read a second time.
      if (!element.textContent.includes(text)) found.push(text);
    }
    for (const node of element.childNodes) if (node.nodeType === Node.TEXT_NODE) found.push(node.data);
  }
  return found;
})()`;

/** Latin words on a page that are none of the given ones, each with the text that it stands in. */
export async function foreignWordsOn(page: Page, isAllowed: (word: string) => boolean): Promise<string[]> {
  const found = await page.evaluate<string[]>(texts);
  return found.flatMap((text) => {
    const words = text.match(/[A-Za-z][A-Za-z0-9._-]*/g) ?? [];
    const foreign = words.filter((word) => !isAllowed(word.replace(/[._-]+$/, '')));
    return foreign.length > 0 ? [`${foreign.join(' ')} in "${text.trim()}"`] : [];
  });
}
