import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

/**
 * Where Temporal is and how to reach it: `TEMPORAL_ADDRESS`, `TEMPORAL_NAMESPACE`, `TEMPORAL_API_KEY`, `TEMPORAL_TLS…`
 * or a profile of Temporal's own configuration file. Only entry points call this.
 */
export function readTemporalSettings(env: NodeJS.ProcessEnv) {
  const given = Object.fromEntries(
    Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== ''),
  );
  const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: given });
  return { connectionOptions, namespace: namespace ?? 'default' };
}

export type TemporalSettings = ReturnType<typeof readTemporalSettings>;

/**
 * Milliseconds between two attempts to reach a Temporal that is away, at most: the library's own 120 s would go on for
 * as long after it is back.
 */
const reconnecting = { 'grpc.max_reconnect_backoff_ms': 5_000 };

/**
 * How a connection that died without a word is noticed, in milliseconds: sooner than by the library's own 30 s and 15 s,
 * during which every call would run into its deadline. Servers take pings more often than every 10 s as an attack.
 */
const keepAlive = { 'grpc.keepalive_time_ms': 12_000, 'grpc.keepalive_timeout_ms': 3_000 };

/** Connects at the first call, so that a Temporal that is away stops nobody from starting. */
export function openTemporalClient({ connectionOptions, namespace }: TemporalSettings): Client {
  const { address, tls, apiKey, metadata } = connectionOptions;
  const connection = Connection.lazy({
    address,
    tls,
    apiKey,
    metadata,
    channelArgs: { ...keepAlive, ...reconnecting },
  });
  return new Client({ connection, namespace });
}
