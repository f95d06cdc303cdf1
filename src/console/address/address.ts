import { computed, signal } from '@preact/signals';

export type Address = { pathname: string; search: string };

export type Page =
  | { name: 'shelf' }
  | { name: 'restocks' }
  | { name: 'restock'; id: string }
  | { name: 'product'; sku: string }
  | { name: 'log-in' }
  | { name: 'unknown' };

const here = (): Address => ({ pathname: location.pathname, search: location.search });

/** Where the console is. Everything that a person may want to come back to or send on is in it. */
export const address = signal<Address>(here());

export const page = computed(() => pageAt(address.value.pathname));

function pageAt(pathname: string): Page {
  const [name, id, ...more] = pathname
    .replace(/^\/console\/?/, '')
    .split('/')
    .filter((part) => part !== '');
  if (more.length > 0) return { name: 'unknown' };
  if (name === undefined) return { name: 'shelf' };
  if (name === 'restocks') return id === undefined ? { name } : { name: 'restock', id: decoded(id) };
  if (name === 'products' && id !== undefined) return { name: 'product', sku: decoded(id) };
  return name === 'log-in' && id === undefined ? { name } : { name: 'unknown' };
}

/** Goes to a page of the console; with `replace` the way back leads past the one that was there. */
export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  const before = address.value.pathname;
  address.value = here();
  if (address.value.pathname !== before) scrollTo(0, 0);
}

/** From now on links within the console are followed without loading it anew, and the way back works. */
export function followLinks(): void {
  addEventListener('popstate', () => (address.value = here()));
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !isPlain || event.defaultPrevented || link.target !== '') return;
    if (link.origin !== location.origin || !/^\/console(\/|$)/.test(link.pathname) || link.hash !== '') return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
