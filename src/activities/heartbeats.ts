import { Context } from '@temporalio/activity';

/** The SDK sends on only some of them: see `createWorkers`. */
const heartbeatsPerTimeout = 5;

/**
 * Runs work that waits for another system, with heartbeats: Temporal notices soon when this worker dies, and a cancellation
 * reaches the work through its signal. The interval follows from the activity's heartbeat time-out. Most work ends before
 * the first heartbeat, which is a durable write of Temporal's: the time-out counts from the start of the activity.
 */
export async function withHeartbeats<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const context = Context.current();
  const { heartbeatTimeoutMs } = context.info;
  const timer = heartbeatTimeoutMs
    ? setInterval(() => context.heartbeat(), heartbeatTimeoutMs / heartbeatsPerTimeout)
    : undefined;
  try {
    return await work(context.cancellationSignal);
  } finally {
    clearInterval(timer);
  }
}
