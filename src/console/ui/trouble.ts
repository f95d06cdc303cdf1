import { html } from 'htm/preact';
import { Away, Refused } from '../client/ask.ts';
import { language, messages } from '../i18n/language.ts';
import { Icon } from './icon.ts';

/** Says what went wrong, what it means and what to do next. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const m = messages.value;
  const detail = error instanceof Refused ? detailOf(error) : null;
  return html`<div class="trouble" role="alert">
    <${Icon} name="alert" />
    <div>
      <p>${sentenceOf(error)}</p>
      ${detail && html`<p class="detail" lang="en">${detail}</p>`}
      ${onRetry && html`<button onClick=${onRetry}><${Icon} name="retry" /> ${m.tryAgain}</button>`}
    </div>
  </div>`;
}

function sentenceOf(error: unknown): string {
  const { problems } = messages.value;
  if (error instanceof Away) return problems.away;
  return error instanceof Refused && error.code !== null ? problems[error.code] : problems.unexpected;
}

/** What only the API knows: which value is wrong, why it cannot be done now. In English, as it came. */
function detailOf({ code, message, faults }: Refused): string | null {
  if (faults.length > 0) return faults.map(({ message: fault }) => fault).join('; ');
  const isSaid = language.value === 'en' && code !== 'not-applicable' && code !== null;
  return isSaid ? null : message;
}
