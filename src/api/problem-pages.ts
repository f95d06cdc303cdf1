import { problems, problemType } from './problem.ts';
import type { RefusalCode } from '../errors.ts';
import type { Page } from './mount-routes.ts';
import { asPage } from './security-headers.ts';

/** What the `type` of a problem document points to: a page for each kind, and a list of them all. */
export function problemPages(): Page[] {
  return [
    { path: '/problems', handlers: [asPage, (_request, response) => void response.type('html').send(list)] },
    {
      path: '/problems/:code',
      handlers: [
        asPage,
        (request, response, next) => {
          const text = pages.get(String(request.params['code']));
          if (text === undefined) return next();
          response.type('html').send(text);
        },
      ],
    },
  ];
}

const codes = Object.keys(problems) as RefusalCode[];

const list = page(
  'Problems',
  `<p>Every way in which this API can refuse a request:</p>
<ul>${codes.map((code) => `<li><a href="${problemType(code)}"><code>${code}</code></a> ${html(problems[code].title)}</li>`).join('\n')}</ul>`,
);

const pages = new Map<string, string>(codes.map((code) => [code, pageOf(code)]));

function pageOf(code: RefusalCode): string {
  const { title, status, meaning, remedy } = problems[code];
  return page(
    title,
    `<p><code>${code}</code>, status ${status}</p>
<h2>What it means</h2>
<p>${html(meaning)}</p>
<h2>What to do</h2>
<p>${html(remedy)}</p>
<p><a href="/problems">All problems</a> · <a href="/docs/">All routes</a></p>`,
  );
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${html(title)}</title>
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
</head>
<body>
<h1>${html(title)}</h1>
${content}
</body>
</html>
`;
}

/** Escapes text of ours for HTML and shows what is in backticks as code. */
function html(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return escaped.replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
