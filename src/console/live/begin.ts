import { effect } from '@preact/signals';
import { findSession, isIn } from '../client/session.ts';
import { connection, startEvents, stopEvents } from './events.ts';

const again = 5_000;

/** Finds out who it is, however long the API is away; from then on listens for as long as somebody is logged in. */
export async function begin(): Promise<void> {
  while (!(await findSession())) {
    connection.value = 'away';
    await new Promise((resolve) => setTimeout(resolve, again));
  }
  effect(() => {
    if (!isIn.value) return stopEvents();
    startEvents();
  });
}
