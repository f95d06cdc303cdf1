import { vi } from 'vitest';

/** A stream of events as a page sees it: a test says when it opens, tells something, or breaks. */
class FakeEventSource extends EventTarget {
  static readonly OPEN = 1;
  static opened: FakeEventSource[] = [];
  readonly url: string;
  readyState = 0;

  constructor(url: string) {
    super();
    this.url = url;
    FakeEventSource.opened.push(this);
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  tell(name: string, data: unknown, lastEventId = ''): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId }));
  }

  fail(): void {
    this.readyState = 0;
    this.dispatchEvent(new Event('error'));
  }

  close(): void {
    this.readyState = 2;
  }
}

export type FakeBrowser = ReturnType<typeof openFakeBrowser>;

/**
 * As much of a browser as those modules of the console need that draw nothing, with a clock that stands still until a
 * test moves it.
 */
export function openFakeBrowser() {
  const document = Object.assign(new EventTarget(), { hidden: false });
  const window = new EventTarget();
  const streams: FakeEventSource[] = (FakeEventSource.opened = []);
  const asked: string[] = [];
  /** What the API answers to a path; undefined: nothing at all. */
  let answer: (path: string) => unknown = () => ({});

  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  Object.assign(globalThis, {
    document,
    location: { pathname: '/console/', search: '', origin: 'http://shop' },
    history: { replaceState: () => {}, pushState: () => {} },
    scrollTo: () => {},
    addEventListener: window.addEventListener.bind(window),
    removeEventListener: window.removeEventListener.bind(window),
    requestAnimationFrame: (then: () => void) => setTimeout(then, 16),
    cancelAnimationFrame: clearTimeout,
    EventSource: FakeEventSource,
    fetch: (path: string) => {
      asked.push(path);
      const body = answer(path);
      return body === undefined ? Promise.reject(new TypeError('fetch failed')) : Promise.resolve(Response.json(body));
    },
  });

  return {
    streams,
    /** Paths in the order in which the API was asked for them. */
    asked,
    answer: (by: typeof answer) => void (answer = by),
    /** Lets so many milliseconds go by, and what comes of that. */
    wait: (time: number) => vi.advanceTimersByTimeAsync(time),
    setHidden(hidden: boolean): void {
      document.hidden = hidden;
      document.dispatchEvent(new Event('visibilitychange'));
    },
    close(): void {
      vi.useRealTimers();
      for (const [name, value] of Object.entries(before)) {
        if (value === undefined) Reflect.deleteProperty(globalThis, name);
        else Object.assign(globalThis, { [name]: value });
      }
    },
  };
}

const names = [
  'document',
  'location',
  'history',
  'scrollTo',
  'addEventListener',
  'removeEventListener',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'EventSource',
  'fetch',
];
const before = Object.fromEntries(names.map((name) => [name, Reflect.get(globalThis, name) as unknown]));
