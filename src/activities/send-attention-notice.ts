import { ApplicationFailure } from '@temporalio/activity';
import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import type { AttentionNotice } from '../workflows/restock-contract.ts';

export type NoticeSettings = {
  url: string;
  /** `whsec_…`, as Standard Webhooks writes it. */
  secret: string;
  /** Where the API is, and Temporal's Web UI with its namespace, for links. */
  publicUrl: string;
  uiUrl: string;
  namespace: string;
};

const timeout = 15_000;

/**
 * Sends a notice, signed as Standard Webhooks. A repetition has the same id and body and a new time. Any answer but 2xx
 * fails, and is tried again; but 410, by which a receiver says that it wants no more.
 */
export function createSendAttentionNotice(settings: NoticeSettings | undefined) {
  const webhook = settings && new Webhook(settings.secret);

  return async function sendAttentionNotice(notice: AttentionNotice): Promise<void> {
    if (!settings || !webhook) {
      const message = 'ATTENTION_WEBHOOK_URL is not set any more, so nobody is told.';
      throw ApplicationFailure.create({ type: 'not_configured', message, nonRetryable: true });
    }
    const body = bodyOf(notice, settings);
    const now = new Date();
    const { statusCode, body: answer } = await request(settings.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': notice.id,
        'webhook-timestamp': `${Math.floor(now.getTime() / 1000)}`,
        'webhook-signature': webhook.sign(notice.id, now, body),
      },
      body,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    });
    await answer.dump();
    if (statusCode >= 200 && statusCode < 300) return;
    const message = `The webhook answered ${statusCode}.`;
    throw ApplicationFailure.create({ type: 'webhook_failed', message, nonRetryable: statusCode === 410 });
  };
}

function bodyOf(notice: AttentionNotice, { publicUrl, uiUrl, namespace }: NoticeSettings): string {
  const { kind, restockId, sku, factoryId, state, reason, error, sentence, raisedAt, clearedAt } = notice;
  return JSON.stringify({
    type: `restock.attention.${kind}`,
    timestamp: clearedAt !== null && kind === 'cleared' ? clearedAt : raisedAt,
    data: {
      restock: { id: restockId, sku, factoryId, state },
      reason,
      error,
      sentence,
      raisedAt,
      clearedAt: kind === 'cleared' ? clearedAt : null,
      links: {
        restock: `${publicUrl}/v1/restocks/${restockId}`,
        temporal: `${uiUrl}/namespaces/${encodeURIComponent(namespace)}/workflows/${restockId}`,
      },
    },
  });
}
