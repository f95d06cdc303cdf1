/** A factory that asks for more is asked again after this long all the same. */
const longestWait = 3_600_000;

/**
 * Milliseconds that a `Retry-After` header asks to wait: it comes as whole seconds or as an HTTP date. Undefined where
 * it is absent, makes no sense or lies in the past: then the caller's own backoff is the better guide.
 */
export function retryAfterOf(header: string | string[] | undefined, now: number): number | undefined {
  const text = (Array.isArray(header) ? header[0] : header)?.trim() ?? '';
  const wait = /^\d+$/.test(text) ? Number(text) * 1_000 : untilHttpDate(text, now);
  return wait > 0 ? Math.min(wait, longestWait) : undefined;
}

/** NaN for what is no HTTP date; `Date.parse` alone takes nearly any text that has a number in it. */
function untilHttpDate(text: string, now: number): number {
  return /^[A-Za-z]{3,9},? .+ GMT$/.test(text) ? Date.parse(text) - now : Number.NaN;
}
