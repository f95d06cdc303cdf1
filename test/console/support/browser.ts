import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { missingHere } from '../../support/missing-here.ts';

/** Debian's, and what it is called elsewhere. */
const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** It must not call home. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const executable = process.env['CHROMIUM_EXECUTABLE'] ?? onPath();

/** Why the console cannot be tested here. */
export function whyNoBrowser(): string | null {
  const isThere = executable !== undefined;
  return missingHere(isThere ? null : 'there is no Chromium on the PATH: install one, or set CHROMIUM_EXECUTABLE');
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args: flags });
}

export type Look = {
  language?: 'en' | 'ko';
  theme?: 'light' | 'dark';
  width?: number;
  height?: number;
};

/** A window of its own, as another person at another computer has it. It notes what the pages complain about. */
export async function openWindow(browser: Browser, url: string, look: Look = {}): Promise<Window> {
  const { language = 'en', theme = 'light', width = 1280, height = 800 } = look;
  const context = await browser.newContext({
    baseURL: url,
    locale: language === 'ko' ? 'ko-KR' : 'en-GB',
    colorScheme: theme,
    viewport: { width, height },
    timezoneId: 'Asia/Seoul',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // What the API refuses on purpose is said here too.
    const isRefusal = /Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(`asked ${request.url()}`);
  });
  const close = async () => {
    await context.close();
    if (complaints.length > 0) throw new Error(`The pages complained: ${complaints.join('; ')}`);
  };
  return { context, page, complaints, close };
}

export type Window = {
  context: BrowserContext;
  page: Page;
  /** Errors in the pages, and requests to anybody but us. */
  complaints: string[];
  /** Fails where there are such. */
  close: () => Promise<void>;
};

function onPath(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
}
