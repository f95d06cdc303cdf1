import { html } from 'htm/preact';
import { page } from './address/address.ts';
import { logOut, session } from './client/session.ts';
import { formatClock } from './i18n/format.ts';
import { language, languageNames, messages, type Language } from './i18n/language.ts';
import { connection, heardAt } from './live/events.ts';
import { Icon } from './ui/icon.ts';
import { showShortcuts } from './ui/shortcuts.ts';
import { theme, themes } from './ui/theme.ts';

export function Header() {
  const m = messages.value;
  const { name } = page.value;
  const link = (to: string, text: string, isHere: boolean) =>
    html`<a href=${to} aria-current=${isHere ? 'page' : undefined}>${text}</a>`;
  return html`<header class="top">
    <a class="brand" href="/console/" aria-label="Restock"><${Mark} /><span>Restock</span></a>
    <nav aria-label=${m.navigation}>
      ${
        session.value &&
        html`${link('/console/', m.pages.shelf, name === 'shelf' || name === 'product')}
        ${link('/console/restocks', m.pages.restocks, name === 'restocks' || name === 'restock')}`
      }
    </nav>
    ${session.value !== null && html`<${ConnectionLight} />`}
    <div class="settings">
      <select
        aria-label=${m.language}
        value=${language.value}
        onChange=${(event: Event) => (language.value = (event.target as HTMLSelectElement).value as Language)}
      >
        ${Object.entries(languageNames).map(([tag, text]) => html`<option value=${tag} lang=${tag}>${text}</option>`)}
      </select>
      <${ThemeButton} />
      <button class="quiet" aria-label=${m.shortcuts.title} title=${m.shortcuts.title} onClick=${showShortcuts}>
        <${Icon} name="help" />
      </button>
      ${
        session.value?.auth === 'keys' &&
        html`<span class="who">
          <${Icon} name="person" /><span>${session.value.name}</span>
          <button class="quiet" onClick=${() => void logOut()}>${m.logOut}</button>
        </span>`
      }
    </div>
  </header>`;
}

function ThemeButton() {
  const { theme: m } = messages.value;
  const icon = { system: 'screen', light: 'sun', dark: 'moon' } as const;
  const next = () => (theme.value = themes[(themes.indexOf(theme.value) + 1) % themes.length]!);
  const text = `${m.title}: ${m[theme.value]}`;
  return html`<button class="quiet" aria-label=${text} title=${text} onClick=${next}>
    <${Icon} name=${icon[theme.value]} />
  </button>`;
}

/** Whether what is shown is of this moment, and if not, of when. */
function ConnectionLight() {
  const { connection: m } = messages.value;
  const { value: state } = connection;
  const text = state === 'away' ? m.away(formatClock(new Date(heardAt.value).toISOString())) : m[state];
  return html`<span class="light ${state}" role="status" title=${m.hints[state]}
    ><i aria-hidden="true"></i>${text}</span
  >`;
}

function Mark() {
  return html`<svg viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="7" class="ground" />
    <path d="M6 25.5h20M6 15.5h20" class="board" />
    <rect x="8" y="18" width="5" height="5" rx="1" class="new" />
    <rect x="15" y="18" width="5" height="5" rx="1" class="old" />
    <rect x="8" y="8" width="5" height="5" rx="1" class="old" />
    <path d="M19.5 5.5v6m-2.6-2.4 2.6 2.6 2.6-2.6" class="arrow" />
  </svg>`;
}
