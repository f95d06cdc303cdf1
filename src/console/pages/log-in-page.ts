import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import { logIn, session } from '../client/session.ts';
import { messages } from '../i18n/language.ts';
import { textIn } from '../ui/form-text.ts';
import { Trouble } from '../ui/trouble.ts';

export function LogInPage() {
  const m = messages.value;
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  if (session.value) {
    const text = session.value.auth === 'open' ? m.logIn.notNeeded : m.logIn.already(session.value.name ?? '');
    return html`<section class="log-in card">
      <h1 tabindex="-1">${m.logIn.title}</h1>
      <p>${text} <a href="/console/">${m.pages.shelf}</a></p>
    </section>`;
  }
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const key = textIn(event.currentTarget as HTMLFormElement, 'key');
    setBusy(true);
    setError(null);
    try {
      await logIn(key);
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return html`<section class="log-in card">
    <h1 tabindex="-1">${m.logIn.title}</h1>
    <p>${m.logIn.text}</p>
    <form class="fields" onSubmit=${submit}>
      <label>
        ${m.logIn.key}
        <input name="key" type="password" autocomplete="current-password" required maxlength="8192" autofocus />
        <small>${m.logIn.hint}</small>
      </label>
      ${error !== null && html`<${Trouble} error=${error} />`}
      <div class="buttons">
        <button class="primary" disabled=${isBusy}>${isBusy ? m.dialog.busy : m.logIn.button}</button>
      </div>
    </form>
  </section>`;
}
