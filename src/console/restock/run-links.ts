import { html } from 'htm/preact';
import { useEffect, useState } from 'preact/hooks';
import type { RestockRun } from '../../api/answers.ts';
import { ask } from '../client/ask.ts';
import { messages } from '../i18n/language.ts';

type Answer = { run: RestockRun | null };

/** Where Temporal's Web UI shows it; the run itself as soon as Temporal has said which one it is. */
export function RunLinks({ id, state, temporal }: { id: string; state: string; temporal: string }) {
  const m = messages.value.restock.links;
  // Undefined until Temporal was asked.
  const [run, setRun] = useState<Answer['run']>();
  useEffect(() => {
    const leaving = new AbortController();
    ask<Answer>(`/v1/restocks/${encodeURIComponent(id)}/run`, { signal: leaving.signal }).then(
      (answer) => setRun(answer.run),
      () => setRun(null),
    );
    return () => leaving.abort();
  }, [id, state]);
  const link = (to: string, text: string) =>
    html`<li aria-busy=${run === undefined}>
      <a href=${to} target="_blank" rel="noreferrer">${text} <span aria-hidden="true">↗</span></a>
    </li>`;
  return html`${link(run?.links.run ?? temporal, m.run)} ${run && link(run.links.pendingActivities, m.pending)}`;
}
