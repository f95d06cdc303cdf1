import { z } from 'zod';
import { jsonText } from '../json-text.ts';
import { scopes } from './scopes.ts';

/** A fault must not show what stands there: it may be a secret with a slip of the pen. */
const isNoSecret = 'must be whsec_ and the base64 of 24 to 64 random bytes';

/** As Standard Webhooks writes them: `whsec_` and base64 of 24 to 64 bytes. */
export const callbackSecret = z.string().regex(/^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/, isNoSecret);

/** By the id of the factory. */
export const callbackSecrets = jsonText(z.record(z.string(), z.array(callbackSecret).min(1)));

export const scopeNames = jsonText(z.record(z.string(), z.enum(scopes, `must be one of ${scopes.join(', ')}`)));

/** Long enough that nobody can try them out: a right one is let pass however many wrong ones came before it. */
export const metricsToken = z
  .string()
  .regex(/^[\w.~+/-]{32,256}=*$/, 'must be 32 to 256 of A-Z a-z 0-9 . _ ~ + / -; make one with openssl rand -hex 32');

/** Addresses, networks, or what Express calls `loopback`, `linklocal` and `uniquelocal`. */
export const proxyList = z
  .string()
  .regex(
    /^(loopback|linklocal|uniquelocal|[0-9A-Fa-f.:]+(\/\d{1,3})?)(,(loopback|linklocal|uniquelocal|[0-9A-Fa-f.:]+(\/\d{1,3})?))*$/,
    'must be addresses or networks, separated by commas, such as 10.0.0.0/8,loopback',
  )
  .transform((text) => text.split(','));

/** Keys travel by it: in the clear only within this machine. */
export const keySetAddress = z.url({ protocol: /^https?$/, message: 'must be an https address' }).refine((text) => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || hostname === '127.0.0.1' || hostname === 'localhost';
}, 'must be an https address, except on this machine');
