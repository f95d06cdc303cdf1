import type { IncomingMessage } from 'node:http';
import { isLoopback } from '../config.ts';
import { Refusal } from '../errors.ts';

/**
 * Where nobody is asked for a key, only this machine can call; but a page that a browser has open here can give its own
 * name the address of this machine, and then call as if it were ours. What it cannot do is to call by our name.
 *
 * @param publicUrl where the factory reaches us
 */
export function refuseUnknownHosts(publicUrl: string): (request: IncomingMessage) => void {
  const own = new URL(publicUrl).hostname;
  /** As it was last found known: nearly every request names the same, and each sale would pay for the reading. */
  let lastKnown: string | undefined;
  return ({ headers: { host } }) => {
    if (host !== undefined && host === lastKnown) return;
    // No browser leaves it out.
    const name = host === undefined || host === '' ? own : URL.parse(`http://${host}`)?.hostname;
    if (name !== undefined && (name === own || isLoopback(name.replace(/^\[(.*)\]$/, '$1')))) {
      lastKnown = host;
      return;
    }
    throw new Refusal(
      'unknown-host',
      `Nobody is asked for a key here, so calls count only by a name of this machine, such as localhost, or by ${own}.`,
    );
  };
}
