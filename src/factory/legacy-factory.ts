import { STATUS_CODES } from 'node:http';
import ms from 'ms';
import { errors, request, type Dispatcher } from 'undici';
import {
  FactoryRefused,
  FactoryUnavailable,
  type Factory,
  type FactoryOrder,
  type FactorySettings,
} from './factory.ts';
import { say } from '../sentence.ts';
import { factoryTroubles } from './factory-troubles.ts';
import { excerpt, factoryOrderIdIn, readBounded } from './legacy-reply.ts';
import { retryAfterOf } from './retry-after.ts';

type Options = {
  /** Where the calls go through; undici's global dispatcher unless given. */
  dispatcher?: Dispatcher;
};

/** Client errors that say "not now" rather than "never". */
const passingStatuses = new Set([408, 425, 429]);

/**
 * The factory behind `POST /api/manufactures`. Any 2xx means that it took the order, whatever comes of the reply's
 * body. An abort by the caller is thrown as it is (`signal.reason`): it says nothing about the factory.
 */
export function createLegacyFactory(settings: FactorySettings, options: Options = {}): Factory {
  const address = `${settings.url.replace(/\/+$/, '')}/api/manufactures`;
  const { id: factory } = settings;

  return {
    async placeOrder(order, { signal, timeout }) {
      signal.throwIfAborted();
      const deadline = AbortSignal.timeout(timeout);
      let reply: Dispatcher.ResponseData;
      try {
        reply = await request(address, {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'application/json' },
          body: JSON.stringify(legacyBody(order, settings)),
          signal: AbortSignal.any([signal, deadline]),
          // The deadline is the one time-out: undici's own would only cut long ones short.
          headersTimeout: 0,
          bodyTimeout: 0,
          ...(options.dispatcher && { dispatcher: options.dispatcher }),
        });
      } catch (error) {
        signal.throwIfAborted();
        const message = deadline.aborted
          ? say(factoryTroubles['factory-slow'], { factory, patience: ms(timeout) })
          : describeFailure(factory, error);
        throw new FactoryUnavailable(message, { cause: error, isDoubtful: !isNeverSent(error) });
      }

      const body = await readBounded(reply.body);
      const status = reply.statusCode;
      if (status >= 200 && status < 300) return { factoryOrderId: factoryOrderIdIn(body) };

      const message = describeAnswer(factory, status, excerpt(body, order.callbackUrl));
      if (status >= 400 && status < 500 && !passingStatuses.has(status)) throw new FactoryRefused(message);
      throw new FactoryUnavailable(message, {
        retryAfter: retryAfterOf(reply.headers['retry-after'], Date.now()),
        // Whatever answers 5xx may have passed the order on before; a factory that says "too many" has not taken it.
        isDoubtful: status !== 429 && status !== 425,
        isAnswered: true,
      });
    },

    // The contract has no such call.
    cancelOrder: () => Promise.resolve(false),
  };
}

function legacyBody(order: FactoryOrder, settings: FactorySettings) {
  return {
    MessageGroupId: order.orderKey,
    MessageAttributeProductId: order.productId,
    MessageAttributeProductCnt: String(order.quantity),
    MessageAttributeFactoryId: settings.id,
    MessageAttributeRequester: settings.requester,
    CallbackUrl: order.callbackUrl,
  };
}

function describeAnswer(factory: string, status: number, said: string): string {
  const answer = `${status} ${STATUS_CODES[status] ?? ''}`.trim();
  if (status >= 300 && status < 400) {
    return said === ''
      ? say(factoryTroubles['factory-redirects'], { factory, answer })
      : say(factoryTroubles['factory-redirects-saying'], { factory, answer, said });
  }
  return said === ''
    ? say(factoryTroubles['factory-answered'], { factory, answer })
    : say(factoryTroubles['factory-said'], { factory, answer, said });
}

/** No connection came about, so nothing of the order can have reached the factory. */
function isNeverSent(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isNeverSent);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && unconnected.has(code);
}

const unconnected = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function describeFailure(factory: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (error instanceof errors.SocketError || code === 'ECONNRESET' || code === 'EPIPE') {
    return say(factoryTroubles['factory-cut'], { factory });
  }
  const cause = reasonOf(error);
  return error instanceof errors.HTTPParserError
    ? say(factoryTroubles['factory-garbled'], { factory, cause })
    : say(factoryTroubles['factory-unreachable'], { factory, cause });
}

/** Node gives a connect that failed on several addresses an empty message and the reasons inside. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  return error instanceof Error && error.message !== '' ? error.message : String(error);
}
