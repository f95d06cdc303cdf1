import { html } from 'htm/preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { ask } from '../../client/ask.ts';
import type { BulkRetry, RefusedRetry, RetryPreview } from '../../../api/answers.ts';
import { formatNumber } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import { RestockBadges } from '../../ui/badge.ts';
import { Dialog } from '../../ui/dialog.ts';
import { usualReasons } from '../../restock/repair-words.ts';
import { ReasonForm, type Answer } from '../../ui/reason-dialog.ts';
import { Loading } from '../../ui/loading.ts';
import { Said } from '../../ui/said.ts';
import { toast } from '../../ui/toasts.ts';
import { Trouble } from '../../ui/trouble.ts';
import { bodyOf, isEmpty, type RestockFilter } from './filter.ts';
import { FilterWords } from './filter-words.ts';
import { readRetries } from './retries.ts';

type Props = { filter: RestockFilter; onClose: () => void };

/** Retries exactly what the filter shows: first says how many and which, and changes nothing until that is confirmed. */
export function RetryAllDialog({ filter, onClose }: Props) {
  const { retry: m } = messages.value.restocks;
  const [preview, setPreview] = useState<RetryPreview | null>(null);
  const [error, setError] = useState<unknown>(null);
  // Pressing twice, or again after a break, is one retry.
  const name = useMemo(newName, []);
  const look = async () => {
    setError(null);
    try {
      const body = { filter: bodyOf(filter), dryRun: true, reason: 'a count' };
      setPreview(await ask<RetryPreview>('/v1/restocks/retry', { method: 'POST', body }));
    } catch (thrown) {
      setError(thrown);
    }
  };
  useEffect(() => void look(), []);
  const run = async ({ reason, actor, values }: Answer) => {
    const body = { filter: bodyOf(filter), name, reason, actor, perSecond: Number(values['perSecond']) };
    const { total, refusedCount } = await ask<BulkRetry>('/v1/restocks/retry', { method: 'POST', body });
    toast(m.started(total - refusedCount, formatNumber(total - refusedCount)));
    void readRetries();
  };
  const [why = null, ...others] = filter.attention;
  const speed = {
    name: 'perSecond',
    label: m.speed,
    hint: m.speedHint,
    value: '10',
    type: { options: ['1', '10', '50', '100'].map((value) => ({ value, label: value })) },
  };
  return html`<${Dialog} title=${m.title} onClose=${onClose} isWide>
    <p>${isEmpty(filter) ? m.everything : html`${m.filter}: <${FilterWords} filter=${filter} />`}</p>
    ${error !== null && html`<${Trouble} error=${error} onRetry=${look} />`}
    ${preview === null && error === null && html`<${Loading} text=${m.counting} />`}
    ${preview && html`<${Preview} ...${preview} />`}
    ${
      preview &&
      preview.count > 0 &&
      html`<${ReasonForm}
        fields=${[speed]}
        reasons=${usualReasons(messages.value.repairs.actions.retry, others.length === 0 ? why : null)}
        confirm=${m.confirm(preview.count, formatNumber(preview.count))}
        run=${run}
        onDone=${onClose}
      />`
    }
  </${Dialog}>`;
}

function Preview({ count, restocks, refusedCount, refused, isAll }: RetryPreview) {
  const { retry: m } = messages.value.restocks;
  return html`<div class="preview">
    <p class="headline" role="status">${count === 0 ? m.none : m.would(count, formatNumber(count))}</p>
    ${count > 0 && html`<p class="muted">${m.meaning}</p>`}
    ${
      restocks.length > 0 &&
      html`<ul class="listed" tabindex="0" aria-label=${m.would(count, formatNumber(count))}>
        ${restocks.map(
          (each) =>
            html`<li key=${each.id}>
              <span>${each.productName} <small class="mono">${each.id}</small></span
              ><${RestockBadges} ...${each} />
            </li>`,
        )}
      </ul>`
    }
    ${restocks.length < count && html`<small>${m.listed(formatNumber(restocks.length))}</small>`}
    ${!isAll && html`<p>${m.notAll}</p>`}
    ${
      refusedCount > 0 &&
      html`<p>${m.couldNot(refusedCount, formatNumber(refusedCount))}</p>
        <${RefusedList} refused=${refused} />`
    }
  </div>`;
}

/** Which could not be retried, and why. */
export function RefusedList({ refused }: { refused: RefusedRetry[] }) {
  const { retry: m } = messages.value.restocks;
  return html`<ul class="listed" tabindex="0" aria-label=${m.couldNot(refused.length, formatNumber(refused.length))}>
    ${refused.map(
      ({ id, reason, coded }) =>
        html`<li key=${id}>
          <a class="mono" href=${`/console/restocks/${id}`}>${id}</a
          ><span><${Said} sentence=${reason} coded=${coded} /></span>
        </li>`,
    )}
  </ul>`;
}

function newName(): string {
  return `console-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
}
