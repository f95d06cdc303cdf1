import { z } from 'zod';

const text = z.string('is missing or not text').min(1, 'is empty').max(1_000, 'is too long');

/**
 * The order as the legacy contract has it.
 *
 * @param callbackHosts the only hosts that the factory will ever post to, so that nobody can aim it at others.
 */
export function manufactureRequest(callbackHosts: string[]) {
  return z.object({
    MessageGroupId: text,
    MessageAttributeProductId: text,
    MessageAttributeProductCnt: text.regex(/^[1-9]\d{0,8}$/, 'must be a whole number above 0, written as text'),
    MessageAttributeFactoryId: text,
    MessageAttributeRequester: text,
    CallbackUrl: text
      .refine(isHttp, 'must be an http or https address')
      .refine((url) => !isHttp(url) || callbackHosts.includes(hostOf(url)), {
        error: ({ input }) =>
          `names the host ${hostOf(String(input))}, which is not among those that this factory calls ` +
          `(${callbackHosts.join(', ')}); set SIMULATOR_CALLBACK_HOSTS to add it`,
      }),
  });
}

export type ManufactureRequest = z.output<ReturnType<typeof manufactureRequest>>;

/** What the callback says. A plain legacy delivery has no `deliveryId`. */
export function callbackBody(order: ManufactureRequest, count: string, deliveryId: string | undefined) {
  return {
    MessageGroupId: order.MessageGroupId,
    MessageAttributeProductId: order.MessageAttributeProductId,
    MessageAttributeProductCnt: count,
    MessageAttributeFactoryId: order.MessageAttributeFactoryId,
    MessageAttributeRequester: order.MessageAttributeRequester,
    ...(deliveryId === undefined ? {} : { deliveryId }),
  };
}

function isHttp(url: string): boolean {
  return /^https?:$/.test(URL.parse(url)?.protocol ?? '');
}

function hostOf(url: string): string {
  return URL.parse(url)?.hostname.replace(/^\[|\]$/g, '') ?? '';
}
