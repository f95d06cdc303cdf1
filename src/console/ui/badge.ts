import { html } from 'htm/preact';
import type { Restock } from '../../api/answers.ts';
import type { Attention, RestockState } from '../../workflows/restock-states.ts';
import { messages } from '../i18n/language.ts';
import { Icon, type IconName } from './icon.ts';

export type Tone = 'bad' | 'warn' | 'wait' | 'good' | 'quiet';

export type Look = { icon: IconName; tone: Tone };

export const stateLooks: Record<RestockState, Look> = {
  requested: { icon: 'clock', tone: 'wait' },
  ordered: { icon: 'truck', tone: 'wait' },
  partially_delivered: { icon: 'part', tone: 'wait' },
  delivered: { icon: 'check', tone: 'good' },
  failed: { icon: 'cross', tone: 'bad' },
  cancelled: { icon: 'stop', tone: 'quiet' },
};

export const attentionLooks: Record<Attention, Look> = {
  factory_unavailable: { icon: 'factory', tone: 'warn' },
  factory_rejected: { icon: 'factory', tone: 'warn' },
  delivery_overdue: { icon: 'clock', tone: 'warn' },
  unexpected_delivery: { icon: 'box', tone: 'warn' },
  internal_error: { icon: 'alert', tone: 'warn' },
};

/** A word with an icon and a colour. */
export function Badge({ tone, icon, text }: Look & { text: string }) {
  return html`<span class="badge ${tone}"><${Icon} name=${icon} />${text}</span>`;
}

/** The state of a restock and, where a person should look at it, why. */
export function RestockBadges({ state, attention }: Pick<Restock, 'state' | 'attention'>) {
  const m = messages.value;
  return html`<span class="badges">
    <${Badge} ...${stateLooks[state]} text=${m.states[state]} />
    ${attention && html`<${Badge} ...${attentionLooks[attention]} text=${m.attention[attention]} />`}
  </span>`;
}
