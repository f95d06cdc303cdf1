import { Webhook } from 'standardwebhooks';

const signatureHeaders = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
export type SignatureHeaders = Partial<Record<(typeof signatureHeaders)[number], string | undefined>>;

/**
 * Whether one of a factory's secrets signed this body, as Standard Webhooks has it, within the last five minutes.
 * A factory has several secrets while they are exchanged, and a message several signatures.
 */
export function judgeSignature(
  secrets: readonly string[],
  headers: SignatureHeaders,
  body: Buffer,
): 'right' | 'wrong' | 'stale' {
  const given = Object.fromEntries(signatureHeaders.map((name) => [name, headers[name] ?? '']));
  let isStale = false;
  for (const secret of secrets) {
    try {
      new Webhook(secret).verify(body, given, { jsonParse: false });
      return 'right';
    } catch (error) {
      isStale ||= error instanceof Error && /timestamp too (old|new)/.test(error.message);
    }
  }
  return isStale ? 'stale' : 'wrong';
}
