import { defaultPayloadConverter } from '@temporalio/common';
import type proto from '@temporalio/proto';

/** Something that a workflow asks of Temporal. */
export type Command = {
  /** Compared: running workflows have asked for exactly this. */
  asked: Record<string, unknown>;
  /** Of an activity: its time-outs, retries and priority, which may change while workflows run. */
  limits?: Record<string, unknown>;
};

/** By what tells one from the others of the same workflow, such as `activity 3 bookDelivery`, `timer 1` or `end`. */
export type Commands = Map<string, Command>;

type Payload = proto.temporal.api.common.v1.IPayload;
type Duration = proto.google.protobuf.IDuration;

type Limits = {
  scheduleToCloseTimeout?: Duration | null;
  startToCloseTimeout?: Duration | null;
  heartbeatTimeout?: Duration | null;
  retryPolicy?: proto.temporal.api.common.v1.IRetryPolicy | null;
  priority?: proto.temporal.api.common.v1.IPriority | null;
};

/** Collects the commands of one workflow in the order in which they come. */
export class CommandList {
  readonly commands: Commands = new Map();
  readonly #counts = new Map<string, number>();

  activity(id: unknown, name: unknown, asked: { queue: unknown; input: unknown[] }, limits: Limits): void {
    this.commands.set(`activity ${String(id)} ${String(name)}`, { asked, limits: limitsOf(limits) });
  }

  timer(id: unknown, duration: Duration | null | undefined): void {
    this.commands.set(`timer ${String(id)}`, { asked: { milliseconds: milliseconds(duration) } });
  }

  searchAttributes(fields: Record<string, Payload> | null | undefined): void {
    const decoded = Object.entries(fields ?? {}).map(([name, payload]) => [name, decode([payload])[0]]);
    this.#next('search attributes', Object.fromEntries(decoded) as Command['asked']);
  }

  update(asked: Command['asked']): void {
    this.#next('update', asked);
  }

  end(asked: Command['asked']): void {
    this.commands.set('end', { asked });
  }

  /** For what has no id. */
  #next(kind: string, asked: Command['asked']): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    this.commands.set(`${kind} ${count}`, { asked });
  }
}

export function decode(payloads: Payload[] | null | undefined): unknown[] {
  return (payloads ?? []).map((payload) => defaultPayloadConverter.fromPayload(payload));
}

/** A failure without its stack trace, which changes with every line of code. */
export function describeFailure(failure: proto.temporal.api.failure.v1.IFailure | null | undefined): unknown {
  if (!failure) return null;
  const { message, cause, applicationFailureInfo: info } = failure;
  const { type, nonRetryable, details } = info ?? {};
  return { message, type, nonRetryable, details: decode(details?.payloads), cause: describeFailure(cause) };
}

/** As the server keeps them: it fills in what the code leaves out. */
function limitsOf({ scheduleToCloseTimeout, startToCloseTimeout, heartbeatTimeout, retryPolicy, priority }: Limits) {
  const initialInterval = milliseconds(retryPolicy?.initialInterval) || 1_000;
  return {
    scheduleToClose: milliseconds(scheduleToCloseTimeout),
    startToClose: milliseconds(startToCloseTimeout),
    heartbeat: milliseconds(heartbeatTimeout),
    initialInterval,
    backoffCoefficient: retryPolicy?.backoffCoefficient || 2,
    maximumInterval: milliseconds(retryPolicy?.maximumInterval) || 100 * initialInterval,
    maximumAttempts: retryPolicy?.maximumAttempts ?? 0,
    nonRetryable: retryPolicy?.nonRetryableErrorTypes?.join() ?? '',
    priority: priority?.priorityKey ?? 0,
  };
}

function milliseconds(duration: Duration | null | undefined): number {
  return Number(duration?.seconds ?? 0) * 1_000 + (duration?.nanos ?? 0) / 1_000_000;
}
