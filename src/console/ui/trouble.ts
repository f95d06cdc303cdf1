import { html } from 'htm/preact';
import type { Coded } from '../../sentence.ts';
import { Away, Refused } from '../client/ask.ts';
import { messages } from '../i18n/language.ts';
import { Icon } from './icon.ts';
import { Said } from './said.ts';

/** Says what went wrong, what it means and what to do next. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const m = messages.value;
  return html`<div class="trouble" role="alert">
    <${Icon} name="alert" />
    <div>
      <p>${sentenceOf(error)}</p>
      ${error instanceof Refused && detailsOf(error).map((each) => html`<p class="detail"><${Said} ...${each} /></p>`)}
      ${onRetry && html`<button onClick=${onRetry}><${Icon} name="retry" /> ${m.tryAgain}</button>`}
    </div>
  </div>`;
}

function sentenceOf(error: unknown): string {
  const { problems } = messages.value;
  if (error instanceof Away) return problems.away;
  return error instanceof Refused && error.code !== null ? problems[error.code] : problems.unexpected;
}

/** What only the API knows: which value is wrong, why it cannot be done now. */
function detailsOf({ code, message, coded, faults }: Refused): { sentence: string; coded: Coded | null }[] {
  if (faults.length > 0) return faults.map((fault) => ({ sentence: fault.message, coded: fault.coded }));
  const isSaid = code !== null && code !== 'not-applicable' && coded === null;
  return isSaid ? [] : [{ sentence: message, coded }];
}
