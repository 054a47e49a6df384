// The machine's source as pages of the book, so that a reader can go from a chapter to the code it ran.
import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { scenarios } from '../../scenarios/index.js';
import type { Notebook } from '../notebook-file.js';
import { highlight } from './code.js';
import { escapeHtml } from './html.js';

/** The folders whose files are the machine, in the order of the imports, and what is claimed of it. */
const folders = ['pages', 'filesystems', 'gup', 'devices', 'rules', 'harms', 'scenarios', 'claims/ledger'];

/** A file of the machine. */
export interface SourceFile {
  /** Below `lib`, with slashes. */
  path: string;
  text: string;
  /** Its page in the book. */
  page: string;
}

/** Reads the machine's files. */
export function sourceFiles(): SourceFile[] {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .sort()
      .map((file) => {
        const path = `${folder}/${file.split(sep).join('/')}`;
        const page = `source-${path.replaceAll('/', '-').replace(/\.ts$/, '')}.html`;
        return { path, page, text: readFileSync(join(root, path), 'utf8') };
      }),
  );
}

/** What a file exports by name, with the line. */
const exported = /^export (?:const|function\*?|class) (\w+)/gm;

/** Where each name that the machine exports is defined: page and line. */
export function definitions(files: readonly SourceFile[]): Map<string, string> {
  const found = new Map<string, string>();
  for (const { page, text } of files)
    for (const match of text.matchAll(exported)) found.set(match[1]!, `${page}#L${lineAt(text, match.index)}`);
  for (const { name } of scenarios) {
    const at = files.find(({ text }) => text.includes(`name: '${name}'`));
    if (at !== undefined) found.set(name, `${at.page}#L${lineAt(at.text, at.text.indexOf(`name: '${name}'`))}`);
  }
  return found;
}

const lineAt = (text: string, offset: number) => text.slice(0, offset).split('\n').length;

/** What a chapter's cells name of the machine. */
export function namedIn(
  { cells }: Notebook,
  known: ReadonlyMap<string, string>,
): { scenarios: string[]; code: string[] } {
  const source = cells.flatMap((cell) => (cell.cell_type === 'code' ? [cell.source] : [])).join('\n');
  const imported = [...source.matchAll(/import\s*{([^}]*)}\s*from 'pinlab'/g)].flatMap(
    ([, names]) => names!.match(/\w+/g) ?? [],
  );
  const used = [...source.matchAll(/\blab\.(\w+)|'([a-z]+(?:-[a-z]+)+)'/g)].map(([, code, name]) => code ?? name!);
  const words = new Set([...imported, ...used]);
  const scenarioNames = new Set(scenarios.map(({ name }) => name));
  const all = [...words].filter((word) => known.has(word)).sort();
  return {
    scenarios: all.filter((word) => scenarioNames.has(word)),
    code: all.filter((word) => !scenarioNames.has(word)),
  };
}

/** The end of a chapter's page: where what it ran is written. */
export function linksTo(names: { scenarios: string[]; code: string[] }, known: ReadonlyMap<string, string>): string {
  const list = (title: string, words: readonly string[]) =>
    words.length === 0
      ? ''
      : `<p>${title}: ${words.map((word) => `<a href="${escapeHtml(known.get(word)!)}"><code>${escapeHtml(word)}</code></a>`).join(', ')}.</p>`;
  const lists = [list('Scenarios', names.scenarios), list('Code of the machine', names.code)].join('\n');
  return lists.trim() === '' ? '' : `<aside class="ran" aria-label="Source"><h2>What ran here</h2>\n${lists}</aside>`;
}

/** A file as the main part of a page, a link target on each line. */
export function sourceMain({ path, text }: SourceFile): string {
  const lines = highlightedLines(text).map((line, i) => `<span id="L${i + 1}" class="line">${line}</span>`);
  return `<article><h1 class="path">lib/${escapeHtml(path)}</h1>\n<pre class="file" tabindex="0"><code>${lines.join('\n')}</code></pre></article>`;
}

/** The coloured lines; a colour that spans lines is closed and opened again. */
function highlightedLines(text: string): string[] {
  let open: string[] = [];
  return highlight(text.trimEnd(), 'typescript')
    .split('\n')
    .map((line) => {
      const before = open.join('');
      for (const [tag] of line.matchAll(/<span[^>]*>|<\/span>/g))
        open = tag === '</span>' ? open.slice(0, -1) : [...open, tag];
      return `${before}${line}${'</span>'.repeat(open.length)}`;
    });
}

/** The list of all files, by folder. */
export function sourceContents(files: readonly SourceFile[]): string {
  const items = folders.map((folder) => {
    const links = files
      .filter(({ path }) => path.startsWith(`${folder}/`))
      .map(
        ({ page, path }) => `<li><a href="${escapeHtml(page)}">${escapeHtml(path.slice(folder.length + 1))}</a></li>`,
      );
    return `<h2>lib/${folder}</h2>\n<ul class="files">${links.join('')}</ul>`;
  });
  return `<h1>The machine’s source</h1>\n<p>What the chapters run, the searches explore and the grader checks: one source for all of it.</p>\n${items.join('\n')}`;
}
