import { computed, signal } from '@preact/signals';
import { address, go } from '../address/address.ts';
import { Away, Refused, ask, onLoggedOut } from './ask.ts';
import type { Session } from '../../api/answers.ts';

/** Who is logged in; null: nobody; undefined: not known yet. */
export const session = signal<Session | null | undefined>(undefined);

/** Whether the pages may ask for anything at all. */
export const isIn = computed(() => session.value != null);

/** Whether buttons that change something make sense. */
export const mayOperate = computed(() => session.value?.scopes.includes('operate') ?? false);

/** Asks who it is. Answers false where nobody could be asked. */
export async function findSession(): Promise<boolean> {
  try {
    session.value = await ask<Session>('/console/session');
    return true;
  } catch (error) {
    if (error instanceof Refused && (error.status === 401 || error.status === 403)) {
      showLogIn();
      return true;
    }
    if (error instanceof Away || error instanceof Refused) return false;
    throw error;
  }
}

export async function logIn(key: string): Promise<void> {
  session.value = await ask<Session>('/console/session', { method: 'POST', body: { key } });
  go(cameFrom(), { replace: true });
}

export async function logOut(): Promise<void> {
  await ask('/console/session', { method: 'DELETE' });
  showLogIn();
}

function showLogIn(): void {
  session.value = null;
  const { pathname, search } = address.value;
  if (pathname === '/console/log-in') return;
  go(`/console/log-in?to=${encodeURIComponent(pathname + search)}`, { replace: true });
}

/** The page that asked for a log-in; never one of somebody else. */
function cameFrom(): string {
  const to = new URLSearchParams(address.value.search).get('to') ?? '';
  const url = URL.parse(to, location.origin);
  const isOurs = url?.origin === location.origin && /^\/console(?!\/log-in)(\/|$)/.test(url.pathname);
  return isOurs ? url.pathname + url.search : '/console/';
}

onLoggedOut(showLogIn);
