import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { restockStates, type RestockState } from '../../../workflows/restock-states.ts';
import { messages } from '../../i18n/language.ts';
import { Icon } from '../../ui/icon.ts';
import { change, filter, isEmpty, narrowedBy } from './filter.ts';

/** The filters that no counter stands for. They count as soon as a field is left, or Enter pressed. */
export function FilterBar() {
  const { restocks: m, ...all } = messages.value;
  const { value: now } = filter;
  const [isOpen, setOpen] = useState(() => matchMedia('(width >= 48rem)').matches || !isEmpty(narrowedBy(now)));
  const [state = ''] = now.state.length > 1 ? ['several'] : now.state;
  const setState = (value: string) =>
    value !== 'several' && change({ state: value === '' ? [] : [value as RestockState] });
  return html`<details
    class="filters card"
    open=${isOpen}
    onToggle=${(event: Event) => setOpen((event.target as HTMLDetailsElement).open)}
  >
    <summary><${Icon} name="filter" />${m.filters}</summary>
    <form onSubmit=${(event: Event) => event.preventDefault()}>
      <label>
        ${m.sku}
        <input
          type="search"
          data-shortcut="search"
          value=${now.sku}
          maxlength="64"
          spellcheck="false"
          placeholder="CP-502101"
          onChange=${onText((sku) => change({ sku }))}
        />
      </label>
      <label>
        ${m.factory}
        <input
          type="search"
          value=${now.factoryId}
          maxlength="64"
          spellcheck="false"
          placeholder="FF-500293"
          onChange=${onText((factoryId) => change({ factoryId }))}
        />
      </label>
      <label>
        ${m.state}
        <select value=${state} onChange=${onText(setState)}>
          <option value="">${m.anyState}</option>
          ${state === 'several' && html`<option value="several">${m.several}</option>`}
          ${restockStates.map((each) => html`<option value=${each} selected=${each === state}>${all.states[each]}</option>`)}
        </select>
      </label>
      <label>
        ${m.from}
        <input
          type="datetime-local"
          value=${localOf(now.requestedFrom)}
          onChange=${onText((text) => change({ requestedFrom: exactOf(text) }))}
        />
      </label>
      <label>
        ${m.before}
        <input
          type="datetime-local"
          value=${localOf(now.requestedBefore)}
          onChange=${onText((text) => change({ requestedBefore: exactOf(text) }))}
        />
      </label>
    </form>
  </details>`;
}

function onText(then: (text: string) => void) {
  return (event: Event) => then((event.target as HTMLInputElement | HTMLSelectElement).value.trim());
}

/** As the clock on the wall shows it, which is what a field for times takes. */
function localOf(time: string): string {
  if (time === '') return '';
  const date = new Date(time);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function exactOf(local: string): string {
  return local === '' ? '' : new Date(local).toISOString();
}
