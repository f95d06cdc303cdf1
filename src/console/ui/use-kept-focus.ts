import { useEffect, useRef } from 'preact/hooks';

/**
 * What was in focus may go, as a button does that has done its work: then the page's heading is, and whoever uses the
 * keyboard does not begin anew. Put the handler on what holds such buttons.
 */
export function useKeptFocus() {
  const latest = useRef<EventTarget | null>(null);
  useEffect(() => {
    const { current: element } = latest;
    if (!(element instanceof Element) || element.isConnected) return;
    latest.current = null;
    if (document.activeElement === document.body) focusHeading();
  });
  return { onFocusIn: (event: FocusEvent) => void (latest.current = event.target) };
}

export function focusHeading(): void {
  document.querySelector('h1')?.focus({ preventScroll: true });
}
