import { html } from 'htm/preact';
import { render } from 'preact';
import { followLinks } from './address/address.ts';
import { App } from './app.ts';
import { applyLanguage } from './i18n/language.ts';
import { begin } from './live/begin.ts';
import { applyTheme } from './ui/theme.ts';

applyTheme();
applyLanguage();
followLinks();
render(html`<${App} />`, document.querySelector('#console')!);
void begin();
