import { z } from 'zod';

/** What a factory may say at most; the rest is thrown away unread. */
const bodyLimit = 16 * 1024;
const excerptLimit = 160;

/** The body's first 16 kB as text, or as much of them as came before the connection broke or the deadline passed. */
export async function readBounded(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    // Leaving the loop early destroys the stream, and with it the connection.
    for await (const chunk of body) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bodyLimit) break;
    }
  } catch {
    // The status line has already decided; the body only adds colour.
  }
  return Buffer.concat(chunks).subarray(0, bodyLimit).toString('utf8');
}

const idText = z.union([
  z.string().regex(/^[\p{L}\p{N}\p{P}\p{S}\p{Zs}]{1,200}$/u),
  // Beyond the safe integers JSON has already lost digits, and a wrong id is worse than none.
  z.int().transform(String),
]);
const acceptance = z.object({ orderId: idText.optional().catch(undefined), id: idText.optional().catch(undefined) });

/** The factory's own id for an order it took, where its reply happens to name one. */
export function factoryOrderIdIn(body: string): string | null {
  try {
    const parsed = acceptance.safeParse(JSON.parse(body));
    return parsed.data?.orderId ?? parsed.data?.id ?? null;
  } catch {
    return null;
  }
}

const explanation = z.object({ message: z.string().min(1) });

/** The `message` of a JSON reply, else the reply as it came. */
function saidIn(body: string): string {
  try {
    return explanation.parse(JSON.parse(body)).message;
  } catch {
    return body;
  }
}

/** The first line of what the factory said, fit for an operator's eyes: short, printable, the callback's token removed. */
export function excerpt(body: string, callbackUrl: string): string {
  const line =
    saidIn(body)
      .trimStart()
      .split(/[\r\n]/, 1)[0] ?? '';
  let text = line.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').trim();
  for (const secret of secretsIn(callbackUrl)) text = text.replaceAll(secret, '[removed]');
  return text.length > excerptLimit ? `${text.slice(0, excerptLimit - 1)}…` : text;
}

/** The whole query first: a factory that quotes the address quotes that. */
function secretsIn(callbackUrl: string): string[] {
  const url = URL.parse(callbackUrl);
  if (url === null) return [callbackUrl];
  return [url.search, ...url.searchParams.values()].filter((secret) => secret !== '');
}
