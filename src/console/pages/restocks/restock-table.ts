import { html } from 'htm/preact';
import { formatNumber } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import { Icon } from '../../ui/icon.ts';
import { Loading } from '../../ui/loading.ts';
import { Trouble } from '../../ui/trouble.ts';
import { addressOf, filter, isEmpty } from './filter.ts';
import type { RestockList } from './restock-list.ts';
import { RestockRow } from './restock-row.ts';

export function RestockTable({ list }: { list: RestockList }) {
  const { restocks: m, ...all } = messages.value;
  const { value: rows } = list.rows;
  const fresh = list.fresh.value;
  if (list.error.value !== null && rows.length === 0) {
    return html`<${Trouble} error=${list.error.value} onRetry=${() => void list.load()} />`;
  }
  if (!list.isLoaded.value) return html`<${Loading} />`;
  const heading = (text: string, name: string) => html`<th role="columnheader" scope="col" class=${name}>${text}</th>`;
  return html`
    <div class="above">
      <span class="muted" role="status">${m.shown(rows.length, formatNumber(rows.length))}</span>
      <span role="status">
        ${
          fresh > 0 &&
          html`<button class="primary" data-shortcut="new" onClick=${() => void list.load()}>
            ${m.fresh(fresh, formatNumber(fresh))}
          </button>`
        }
      </span>
      ${!isEmpty(filter.value) && html`<a class="button" href=${addressOf({})}><${Icon} name="close" />${m.clear}</a>`}
      ${!list.isFromTop.value && html`<button onClick=${() => void list.load()}>${m.toNewest}</button>`}
    </div>
    ${rows.length === 0 && html`<p class="empty card">${isEmpty(filter.value) ? m.none : m.noneFit}</p>`}
    ${
      rows.length > 0 &&
      html`<table class="restocks card" role="table">
        <caption class="unseen">
          ${all.pages.restocks}
        </caption>
        <thead role="rowgroup">
          <tr role="row">
            ${heading(m.columns.restock, '')}${heading(m.columns.status, '')}${heading(m.columns.goods, 'goods')}${heading(m.factory, '')}${heading(m.columns.requested, 'when')}
          </tr>
        </thead>
        <tbody role="rowgroup">
          ${rows.map((row) => html`<${RestockRow} key=${row.peek().restock.id} row=${row} />`)}
        </tbody>
      </table>`
    }
    ${list.error.value !== null && html`<${Trouble} error=${list.error.value} />`}
    ${
      list.next.value !== null &&
      html`<div class="below">
        <button disabled=${list.isReading.value} onClick=${() => void list.loadMore()}>
          <${Icon} name="down" />${m.more}
        </button>
      </div>`
    }
  `;
}
