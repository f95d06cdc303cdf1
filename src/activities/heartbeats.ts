import { Context } from '@temporalio/activity';

/**
 * Runs work that waits for somebody outside, with a heartbeat every second: so that Temporal notices soon when this
 * worker dies, and so that a cancellation reaches the work through its signal. Most work is done before the first one,
 * which is a durable write of Temporal's: its own time-out counts from the start of the activity.
 */
export async function withHeartbeats<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const timer = setInterval(() => context.heartbeat(), 1_000);
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
