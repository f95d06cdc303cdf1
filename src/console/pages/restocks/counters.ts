import { html } from 'htm/preact';
import { attentionReasons } from '../../../workflows/restock-states.ts';
import type { RestockCounts } from '../../../api/answers.ts';
import type { Attention } from '../../../workflows/restock-states.ts';
import { formatNumber } from '../../i18n/format.ts';
import { messages } from '../../i18n/language.ts';
import { attentionLooks, stateLooks, type Tone } from '../../ui/badge.ts';
import { Icon, type IconName } from '../../ui/icon.ts';
import { addressOf, filter, inFlight, type RestockFilter } from './filter.ts';

/** Numbers that are filters: each leads to those that it counts, and back. */
export function Counters({ counts, isAsking }: { counts: RestockCounts | null; isAsking: boolean }) {
  const m = messages.value;
  const { value: now } = filter;
  const isState = (states: readonly string[]) =>
    states.length === now.state.length && states.every((each) => now.state.includes(each as never));
  const isAll = now.state.length === 0 && now.attention.length === 0;
  const isInFlight = isState(inFlight) && now.attention.length === 0;
  const isFailed = isState(['failed']) && now.attention.length === 0;
  const lead = (part: Partial<RestockFilter>) => addressOf({ ...now, state: [], attention: [], ...part });
  return html`<nav class="counters" aria-label=${m.restocks.counters} aria-busy=${isAsking}>
    <${Counter}
      to=${lead({})}
      isOn=${isAll}
      count=${counts?.total}
      isMore=${counts?.isExact === false}
      icon="box"
      tone="quiet"
      text=${m.restocks.all}
    />
    <${Counter}
      to=${lead(isInFlight ? {} : { state: inFlight })}
      isOn=${isInFlight}
      count=${counts?.inFlight}
      icon="truck"
      tone="wait"
      text=${m.restocks.inFlight}
    />
    <${Counter}
      to=${lead(isFailed ? {} : { state: ['failed'] })}
      isOn=${isFailed}
      count=${counts?.failed}
      ...${stateLooks.failed}
      text=${m.restocks.failed}
    />
    <div class="reasons" role="group" aria-labelledby="needs-person">
      <span id="needs-person" class="label">${m.restocks.needsPerson}</span>
      ${attentionReasons.map(
        (reason) =>
          html`<${Counter}
            key=${reason}
            to=${addressOf({ ...now, attention: toggled(now.attention, reason) })}
            isOn=${now.attention.includes(reason)}
            count=${counts?.attention[reason] ?? (counts ? 0 : undefined)}
            ...${attentionLooks[reason]}
            text=${m.attention[reason]}
          />`,
      )}
    </div>
  </nav>`;
}

function toggled(reasons: Attention[], reason: Attention): Attention[] {
  return reasons.includes(reason) ? reasons.filter((each) => each !== reason) : [...reasons, reason];
}

type Props = { to: string; isOn: boolean; count?: number; isMore?: boolean; icon: IconName; tone: Tone; text: string };

function Counter({ to, isOn, count, isMore, icon, tone, text }: Props) {
  const number = count === undefined ? '–' : `${formatNumber(count)}${isMore ? '+' : ''}`;
  return html`<a class="counter ${count ? tone : 'none'}" href=${to} aria-current=${isOn ? 'true' : undefined}>
    <span class="number">${number}</span>
    <span class="word"><${Icon} name=${icon} />${text}</span>
  </a>`;
}
