import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import { ask } from '../../client/ask.ts';
import type { BulkRetry, BulkRetrySummary, RefusedRetry } from '../../../api/answers.ts';
import { formatNumber } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import { nameOf } from '../../i18n/who.ts';
import { Icon } from '../../ui/icon.ts';
import { Words } from '../../ui/said.ts';
import { Time } from '../../ui/time.ts';
import { followRetries, retries } from './retries.ts';
import { RefusedList } from './retry-all-dialog.ts';

/** How far the retries of many are. */
export function RetryProgress() {
  const { progress: m } = messages.value.restocks;
  const [hidden, setHidden] = useState<string[]>([]);
  useEffect(followRetries, []);
  const shown = retries.value.filter(({ name }) => !hidden.includes(name));
  return (
    shown.length > 0 &&
    html`<section class="progress" aria-label=${m.title}>
      ${shown.map((each) => html`<${Retry} key=${each.name} retry=${each} onHide=${() => setHidden([...hidden, each.name])} />`)}
    </section>`
  );
}

function Retry({ retry, onHide }: { retry: BulkRetrySummary; onHide: () => void }) {
  const { progress: m } = messages.value.restocks;
  const { actor, reason, total, waiting, retried, skipped, refusedCount, finishedAt, requestedAt } = retry;
  const isOver = finishedAt !== null;
  const title = isOver ? m.finished(nameOf(actor)) : m.running(nameOf(actor));
  return html`<article class="card ${isOver ? 'good' : 'wait'}">
    <header>
      <h2>
        <${Icon} name=${isOver ? 'check' : 'retry'} /><span>${title} <${Words} text=${reason} /></span>
      </h2>
      <span class="muted"><${Time} at=${finishedAt ?? requestedAt} /></span>
      ${isOver && html`<button class="quiet" onClick=${onHide}>${m.hide}</button>`}
    </header>
    <progress
      value=${total - waiting}
      max=${Math.max(total, 1)}
      aria-label=${m.done(formatNumber(total - waiting), formatNumber(total))}
    ></progress>
    <p>
      <strong>${m.done(formatNumber(total - waiting), formatNumber(total))}</strong>
      <span>${m.retried(formatNumber(retried))}</span>
      ${skipped > 0 && html`<span>${m.skipped(formatNumber(skipped))}</span>`}
      ${waiting > 0 && html`<span>${m.waiting(formatNumber(waiting))}</span>`}
    </p>
    ${refusedCount > 0 && html`<${RefusedOf} retry=${retry} />`}
  </article>`;
}

/** Read when somebody wants to know. */
function RefusedOf({ retry: { name, refusedCount } }: { retry: BulkRetrySummary }) {
  const { progress: m } = messages.value.restocks;
  const [isOpen, setOpen] = useState(false);
  const [refused, setRefused] = useState<RefusedRetry[]>([]);
  useEffect(() => {
    if (!isOpen) return;
    const read = async () => setRefused((await ask<BulkRetry>(`/v1/restocks/retries/${name}`)).refused);
    void read().catch(() => {});
  }, [isOpen, refusedCount]);
  return html`<details onToggle=${(event: Event) => setOpen((event.target as HTMLDetailsElement).open)}>
    <summary>${m.refused(formatNumber(refusedCount))}</summary>
    ${refused.length > 0 && html`<${RefusedList} refused=${refused} />`}
  </details>`;
}
