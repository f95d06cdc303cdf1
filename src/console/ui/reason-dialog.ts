import { signal } from '@preact/signals';
import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { session } from '../client/session.ts';
import { messages } from '../i18n/language.ts';
import { Dialog } from './dialog.ts';
import { textIn } from './form-text.ts';
import { kept } from './kept.ts';
import { Trouble } from './trouble.ts';

/** Something that is asked for beside the reason. */
export type Field = {
  name: string;
  label: string;
  hint?: string;
  type: 'text' | 'number' | 'datetime-local' | 'checkbox' | { options: { value: string; label: string }[] };
  value?: string;
  isRequired?: boolean;
  min?: string;
  max?: string;
};

export type Answer = { reason: string; actor?: string; values: Record<string, string> };

export type Question = {
  title: string;
  /** What will happen. */
  text: ComponentChildren;
  /** The word on the button. */
  confirm: string;
  isDangerous?: boolean;
  fields?: Field[];
  /** What people usually give as the reason; one press takes it. */
  reasons?: string[];
  /** Does it; what it throws is shown in the dialog, which stays open. */
  run: (answer: Answer) => Promise<void>;
};

const question = signal<Question | null>(null);

/** Where nobody is asked who they are, they may say so; remembered for the next time. */
const actorName = kept<string>('actor', { initial: '', isValid: (text): text is string => text.length <= 100 });

/** Asks before something is changed: what will happen, and why the person wants it. */
export function askReason(asked: Question): void {
  question.value = asked;
}

export function ReasonDialog() {
  const { value: asked } = question;
  const close = () => (question.value = null);
  return (
    asked &&
    html`<${Dialog} title=${asked.title} onClose=${close}>
      <div class="consequence">${asked.text}</div>
      <${ReasonForm} ...${asked} onDone=${close} />
    </${Dialog}>`
  );
}

type FormProps = Pick<Question, 'confirm' | 'isDangerous' | 'fields' | 'reasons' | 'run'> & { onDone: () => void };

/** The fields of such a dialog and its buttons. */
export function ReasonForm({ confirm, isDangerous, fields = [], reasons = [], run, onDone }: FormProps) {
  const m = messages.value;
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const element = event.currentTarget as HTMLFormElement;
    const textOf = (name: string) => textIn(element, name);
    if (textOf('reason') === '') return element.querySelector('textarea')?.focus();
    const isOpen = session.value?.auth === 'open';
    if (isOpen) actorName.value = textOf('actor');
    const actor = (isOpen && textOf('actor')) || undefined;
    const values = Object.fromEntries(fields.map(({ name }) => [name, textOf(name)]));
    setBusy(true);
    setError(null);
    try {
      await run({ reason: textOf('reason'), actor, values });
      onDone();
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return html`<form class="fields" onSubmit=${submit}>
    ${fields.map((field) => html`<${FieldInput} key=${field.name} ...${field} />`)}
    <label>
      ${m.dialog.reason}
      <textarea name="reason" rows="2" required maxlength="500" autofocus></textarea>
      <small>${m.dialog.reasonHint}</small>
    </label>
    ${reasons.length > 0 && html`<${UsualReasons} reasons=${reasons} />`}
    ${
      session.value?.auth === 'open' &&
      html`<label>
        ${m.dialog.actor}
        <input name="actor" maxlength="100" autocomplete="name" value=${actorName.value} />
        <small>${m.dialog.actorHint}</small>
      </label>`
    }
    ${error !== null && html`<${Trouble} error=${error} />`}
    <div class="buttons">
      <button type="button" onClick=${onDone}>${m.dialog.leave}</button>
      <button class=${isDangerous ? 'danger' : 'primary'} disabled=${isBusy}>
        ${isBusy ? m.dialog.busy : confirm}
      </button>
    </div>
  </form>`;
}

function UsualReasons({ reasons }: { reasons: string[] }) {
  const take = (event: MouseEvent, reason: string) => {
    const field = (event.currentTarget as HTMLButtonElement).form?.elements.namedItem('reason');
    if (!(field instanceof HTMLTextAreaElement)) return;
    field.value = reason;
    field.focus();
  };
  return html`<div class="usual" role="group" aria-label=${messages.value.dialog.usualReasons}>
    ${reasons.map(
      (reason) =>
        html`<button key=${reason} type="button" onClick=${(event: MouseEvent) => take(event, reason)}>
          ${reason}
        </button>`,
    )}
  </div>`;
}

function FieldInput({ name, label, hint, type, value, isRequired, min, max }: Field) {
  if (type === 'checkbox') {
    return html`<div>
      <label class="check"><input name=${name} type="checkbox" required=${isRequired} /> ${label}</label>
      ${hint && html`<small>${hint}</small>`}
    </div>`;
  }
  const input =
    typeof type === 'string'
      ? html`<input
          name=${name}
          type=${type}
          defaultValue=${value}
          required=${isRequired}
          min=${min}
          max=${max}
          step=${type === 'number' ? '1' : undefined}
        />`
      : html`<select name=${name} required=${isRequired}>
          ${type.options.map((each) => html`<option value=${each.value} selected=${each.value === value}>${each.label}</option>`)}
        </select>`;
  return html`<label>${label} ${input} ${hint && html`<small>${hint}</small>`}</label>`;
}
