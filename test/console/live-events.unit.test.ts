import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type * as LiveEvents from '../../src/console/live/events.ts';
import { openFakeBrowser, type FakeBrowser } from './support/fake-browser.ts';

type Live = typeof LiveEvents;

describe('the live connection of the console', () => {
  let browser: FakeBrowser;
  let live: Live;
  let reads: number;
  let stopReading: () => void;

  beforeEach(async () => {
    browser = openFakeBrowser();
    browser.answer(() => ({ auth: 'open', name: null, scopes: [], expiresAt: null }));
    live = await import('../../src/console/live/events.ts');
    reads = 0;
    stopReading = live.keepReading(() => {
      reads += 1;
      return Promise.resolve();
    });
    live.startEvents();
  });
  afterEach(() => {
    stopReading();
    live.stopEvents();
    browser.close();
  });
  const latest = () => browser.streams.at(-1)!;

  it('begins with reading what is shown', async () => {
    expect(latest().url).toBe('/v1/events');
    latest().open();
    await browser.wait(0);
    expect(reads).toBe(1);
    expect(live.connection.value).toBe('live');
  });

  it('hangs up where nobody has looked for a minute, and goes on where it ended', async () => {
    latest().open();
    latest().tell('restocks', { restocks: [], more: false }, '41');
    latest().tell('counts', {});
    await browser.wait(0);
    browser.setHidden(true);
    await browser.wait(59_999);
    expect(latest().readyState).toBe(1);
    await browser.wait(1);
    expect(latest().readyState).toBe(2);
    browser.setHidden(false);
    expect(browser.streams.map(({ url }) => url)).toEqual(['/v1/events', '/v1/events?lastEventId=41']);
    latest().open();
    await browser.wait(10_000);
    expect(reads).toBe(1);
    expect(live.connection.value).toBe('live');
  });

  it('stays where the window is seen again before that', async () => {
    latest().open();
    browser.setHidden(true);
    await browser.wait(40_000);
    browser.setHidden(false);
    await browser.wait(40_000);
    expect(browser.streams).toHaveLength(1);
    expect(latest().readyState).toBe(1);
  });

  it('asks every five seconds while there is none, and tries a new one after fifteen', async () => {
    await browser.wait(3_999);
    expect([reads, live.connection.value]).toEqual([0, 'connecting']);
    await browser.wait(1);
    expect([reads, live.connection.value]).toEqual([1, 'polling']);
    await browser.wait(5_000);
    expect(reads).toBe(2);
    expect(browser.streams).toHaveLength(1);
    await browser.wait(10_000);
    expect(browser.streams).toHaveLength(2);
    latest().open();
    await browser.wait(0);
    const before = reads;
    await browser.wait(20_000);
    expect([reads - before, live.connection.value]).toEqual([0, 'live']);
  });

  it('says that it is lost as soon as nobody answers, and when it was right for the last time', async () => {
    latest().open();
    await browser.wait(1_000);
    const heard = live.heardAt.value;
    stopReading();
    browser.answer(() => undefined);
    stopReading = live.keepReading(async () => void (await (await import('../../src/console/client/ask.ts')).ask('/')));
    latest().fail();
    await browser.wait(10_000);
    expect(live.connection.value).toBe('away');
    expect(live.heardAt.value).toBe(heard);
  });

  it('finds a dead way out after 45 seconds of silence, and goes on where it ended', async () => {
    latest().open();
    latest().tell('restocks', { restocks: [], more: false }, '7');
    await browser.wait(44_999);
    expect(browser.asked).toEqual([]);
    await browser.wait(1);
    expect(browser.asked).toEqual(['/console/session']);
    expect(browser.streams).toHaveLength(1);
    browser.answer(() => undefined);
    await browser.wait(45_000);
    expect(latest().url).toBe('/v1/events?lastEventId=7');
  });

  it('starts from nothing for the next person who logs in', async () => {
    latest().open();
    latest().tell('restocks', { restocks: [], more: false }, '7');
    live.stopEvents();
    live.startEvents();
    expect(latest().url).toBe('/v1/events');
  });
});
