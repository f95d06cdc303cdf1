import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { apiRoutes, type ApiDeps } from '../../src/api/app.ts';
import { legacyRoutes } from '../../src/api/legacy.ts';
import { scopesFor } from '../../src/api/route.ts';
import { readConfig } from '../../src/config.ts';
import { missingFiles, readText, root } from '../support/deployment-files.ts';

const pages = ['README.md', 'README.ko.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root }).toSorted()];

describe.each(pages)('%s', (page) => {
  const text = readText(page);

  it('links only to what exists', () => {
    const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!);
    const relative = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(relative.filter((link) => !resolves(page, link))).toEqual([]);
  });

  it('names only npm scripts, files and folders that exist', () => {
    const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> };
    const called = [...text.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1]!);
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
    const named = [...text.matchAll(/(?<![\w./-])(?:src|test|scripts|deploy|docs)\/[\w./-]*\w/g)].map(([path]) => path);
    expect(missingFiles(named)).toEqual([]);
  });
});

describe('the README', () => {
  it('has the same shape in both languages', () => {
    expect(shapeOf(readText('README.ko.md'))).toEqual(shapeOf(readText('README.md')));
  });

  it.each(['README.md', 'README.ko.md'])('names exactly the routes that there are, with what they need: %s', (page) => {
    // Enough to define the routes; no request is made.
    const deps = { config: readConfig({ LEGACY_CALLBACKS: 'open' }) } as unknown as ApiDeps;
    const served = [...apiRoutes(deps), ...legacyRoutes(deps)].map(({ definition: { method, path, access } }) => {
      const needed = scopesFor(access).map((scope) => `\`${scope}\``);
      return `${method.toUpperCase()} ${path}: ${needed.join(', ') || '–'}`;
    });
    const rows = readText(page).matchAll(/^\| `((?:GET|POST|PUT|DELETE) [^`]+)` \| ([^|]+) \|/gm);
    const named = [...rows].map(([, call, needs]) => `${call}: ${needs}`);
    expect(named.toSorted()).toEqual(served.toSorted());
  });
});

/** Without blocks and spans of code, in which brackets are no links. */
function prose(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/`[^`\n]*`/g, '');
}

/** The levels of the headings, the languages of the code blocks and the numbers of columns of the table rows, in order. */
function shapeOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```(\w*)\n[\s\S]*?^```/gm)].map((match) => match[1]!);
  const lines = text.replaceAll(/^```[\s\S]*?^```/gm, '').split('\n');
  const rows = lines.filter((line) => line.startsWith('|')).map((line) => `${line.split(/(?<!\\)\|/).length - 2}`);
  return [...lines.flatMap((line) => /^#+(?= )/.exec(line) ?? []), ...blocks, ...rows];
}

function resolves(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsOf(readText(target)).includes(decodeURIComponent(anchor));
}

/** As GitHub makes them of headings. */
function anchorsOf(text: string): string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
