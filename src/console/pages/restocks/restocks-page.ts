import { html } from 'htm/preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { mayOperate } from '../../client/session.ts';
import { messages } from '../../i18n/language.ts';
import { Icon } from '../../ui/icon.ts';
import { Counters } from './counters.ts';
import { openCounts } from './counts.ts';
import { FilterBar } from './filter-bar.ts';
import { filter, narrowedBy, queryOf } from './filter.ts';
import { openRestockList } from './restock-list.ts';
import { RestockTable } from './restock-table.ts';
import { RetryAllDialog } from './retry-all-dialog.ts';
import { RetryProgress } from './retry-progress.ts';

export function RestocksPage() {
  const { restocks: m, pages } = messages.value;
  const { value: wanted } = filter;
  const list = useOpened(() => openRestockList(wanted), queryOf(wanted));
  const { counts, isAsking } = useOpened(() => openCounts(narrowedBy(wanted)), queryOf(narrowedBy(wanted)));
  const [isRetrying, setRetrying] = useState(false);
  return html`
    <div class="title">
      <h1 tabindex="-1">${pages.restocks}</h1>
      ${
        mayOperate.value
          ? html`<button class="primary" onClick=${() => setRetrying(true)}>
              <${Icon} name="retry" />${m.retry.button}
            </button>`
          : html`<small>${m.mayOnlyLook}</small>`
      }
    </div>
    <${Counters} counts=${counts.value} isAsking=${isAsking.value} />
    <${FilterBar} />
    <${RetryProgress} />
    <${RestockTable} list=${list} />
    ${isRetrying && html`<${RetryAllDialog} filter=${wanted} onClose=${() => setRetrying(false)} />`}
  `;
}

/** What lives as long as the key stays the same. */
function useOpened<Thing extends { close: () => void }>(open: () => Thing, key: string): Thing {
  const thing = useMemo(open, [key]);
  useEffect(() => thing.close, [thing]);
  return thing;
}
