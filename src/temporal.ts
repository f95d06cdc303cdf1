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

/** Connects at the first call, so that a Temporal that is away stops nobody from starting. */
export function openTemporalClient({ connectionOptions, namespace }: TemporalSettings): Client {
  const { address, tls, apiKey, metadata } = connectionOptions;
  const connection = Connection.lazy({ address, tls, apiKey, metadata });
  return new Client({ connection, namespace });
}
