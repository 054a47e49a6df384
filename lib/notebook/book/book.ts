// Writes the book: a page for each notebook, an index, and beside them all that the pages need.
//
// The folder works from the file system without a network, and equal notebooks give equal bytes. Nothing in the
// folder is removed: it is the user's.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stepKeysScript } from '../../plots/html.js';
import { openCellsScript } from '../../plots/openings.js';
import { type Notebook, notebookText } from '../notebook-file.js';
import { executableCells } from '../runner.js';
import { escapeHtml } from './html.js';
import { claimLinks, type LedgerClaim, ledgerMain, ledgerPage, ledgerSearched } from './ledger.js';
import type { PageContext } from './markdown.js';
import { countFigures } from './output-view.js';
import { type ChapterBody, chapterPage, contents, type Entry, entryLink, framePage, renderChapter } from './page.js';
import { passagesScript, type SearchedPage } from './passages.js';
import { definitions, linksTo, namedIn, type SourceFile, sourceContents, sourceFiles, sourceMain } from './sources.js';

/** A notebook that becomes a page. */
export interface Chapter {
  /** Where the notebook is; links in it are relative to its folder. */
  file: string;
  /** The page's name, without an ending. */
  name: string;
  notebook: Notebook;
  /** Why its run stopped. */
  failure?: string;
}

const subtitle = 'A Linux page, its file and the devices that reach for it, small enough to stop at any instant.';

/**
 * Writes the pages and the executed notebooks into `outFolder`; returns the path of the index.
 * @param ledger the claims, for a page of their own
 */
export function writeBook(
  outFolder: string,
  chapters: readonly Chapter[],
  ledger: readonly LedgerClaim[] = [],
): string {
  mkdirSync(join(outFolder, 'figures'), { recursive: true });
  const pages = new Map(chapters.map(({ file, name }) => [resolve(file), `${encodeURIComponent(name)}.html`]));
  const bodies = chapters.map((chapter) => {
    const at = { file: resolve(chapter.file), outFolder: resolve(outFolder), pages };
    const toLedger = ledger.length === 0 ? undefined : ledgerPage;
    const context: PageContext = { ...at, ledger: toLedger, headings: [], sections: [] };
    return renderChapter(chapter, context, (name, svg) => storeFigure(outFolder, `${chapter.name}-${name}`, svg));
  });
  const entries = bodies.map(({ title }, index) => entryOf(chapters[index]!, title, pages));
  const sources = sourceFiles();
  const known = definitions(sources);
  const frame: Frame = { outFolder, entries, known, sources, ledger };
  for (const [index, { name, notebook }] of chapters.entries()) {
    const links = claimLinks(ledger, entries[index]!.page) + linksTo(namedIn(notebook, known), known);
    writeFileSync(join(outFolder, `${name}.html`), chapterPage(bodies[index]!, entries, index, links));
    writeFileSync(join(outFolder, `${name}.ipynb`), notebookText(notebook));
  }
  writeSources(frame);
  writeLedger(frame);
  writeAssets(join(outFolder, 'assets'));
  const found = [...searched(bodies, entries), ...(ledger.length === 0 ? [] : [ledgerSearched(ledger)])];
  writeFileSync(join(outFolder, 'assets', 'passages.js'), passagesScript(found));
  const index = join(outFolder, 'index.html');
  writeFileSync(index, indexPage(chapters, bodies, frame));
  return index;
}

function entryOf({ file, name }: Chapter, title: string, pages: ReadonlyMap<string, string>): Entry {
  const number = /^\d+/.exec(name)?.[0] ?? '';
  return { page: pages.get(resolve(file))!, title, number: title.startsWith(number) ? '' : number };
}

function storeFigure(outFolder: string, name: string, svg: string): string {
  writeFileSync(join(outFolder, 'figures', name), svg);
  return `figures/${encodeURIComponent(name)}`;
}

function searched(bodies: readonly ChapterBody[], entries: readonly Entry[]): SearchedPage[] {
  return bodies.map(({ context, title }, index) => ({ page: entries[index]!.page, title, sections: context.sections }));
}

/** What pages beside the chapters need to know of the book. */
interface Frame {
  outFolder: string;
  entries: readonly Entry[];
  known: ReadonlyMap<string, string>;
  sources: readonly SourceFile[];
  ledger: readonly LedgerClaim[];
}

/** What stands below the contents: the pages that are no chapters. */
const alsoThere = ({ ledger }: Frame): string => {
  const toLedger = ledger.length === 0 ? '' : `<p><a href="${ledgerPage}">The ledger: every claim</a></p>\n`;
  return `${toLedger}<p><a href="source.html">The machine’s source</a></p>`;
};

/** The claims on a page of their own, where they are known. */
function writeLedger(frame: Frame): void {
  const { entries, known, ledger, outFolder, sources } = frame;
  if (ledger.length === 0) return;
  const pageOf = (path: string) => sources.find((source) => source.path === path)?.page;
  const main = ledgerMain(ledger, { entries, known, pageOf });
  const side = `${contents(entries, -1)}\n${alsoThere(frame)}`;
  writeFileSync(join(outFolder, ledgerPage), framePage('The ledger', main, side, false));
}

/** A page for each file of the machine, and one that lists them. */
function writeSources(frame: Frame): void {
  const { entries, outFolder, sources } = frame;
  const side = `${contents(entries, -1)}\n${alsoThere(frame)}`;
  const write = (page: string, title: string, main: string) =>
    writeFileSync(join(outFolder, page), framePage(title, main, side, false));
  for (const source of sources) write(source.page, `lib/${source.path}`, sourceMain(source));
  write('source.html', 'The machine’s source', sourceContents(sources));
}

function writeAssets(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const own = fileURLToPath(new URL('../../../notebook/assets/', import.meta.url));
  for (const name of ['book.css', 'predictions.js', 'search.js']) copyFileSync(join(own, name), join(folder, name));
  const script = readFileSync(join(own, 'book.js'), 'utf8');
  const shared = `window.pinlabStepKeys = ${stepKeysScript};\nwindow.pinlabOpenCells = ${openCellsScript};\n`;
  writeFileSync(join(folder, 'book.js'), shared + script);
  const { resolve: find } = createRequire(import.meta.url);
  copyFileSync(find('plotly.js'), join(folder, 'plotly.js'));
  const index = readFileSync(join(dirname(find('minisearch')), '../umd/index.js'), 'utf8');
  writeFileSync(join(folder, 'minisearch.js'), index.replace(/\n\/\/# sourceMappingURL=.*\n?$/, '\n'));
}

function indexPage(chapters: readonly Chapter[], bodies: readonly ChapterBody[], frame: Frame): string {
  const { entries } = frame;
  const items = entries.map((entry, index) => {
    const { notebook, failure } = chapters[index]!;
    const figures = notebook.cells.reduce((sum, cell) => sum + countFigures(cell.outputs ?? []), 0);
    const counts = `${plural(executableCells(notebook).length, 'code cell')}, ${plural(figures, 'figure')}`;
    const stopped = failure ? ` <span class="failed">stopped at ${escapeHtml(failure)}</span>` : '';
    const lead = bodies[index]!.lead;
    return `<li>${entryLink(entry)}
${lead === '' ? '' : `<p>${escapeHtml(lead)}</p>`}
<p class="counts">${counts}${stopped}</p></li>`;
  });
  const main = `<h1>pinlab: the book</h1>\n<p class="subtitle">${subtitle}</p>\n<ol class="chapters">${items.join('\n')}</ol>
<div class="to-source">${alsoThere(frame)}</div>`;
  return framePage('pinlab: the book', main, contents(entries, -1), false);
}

function plural(count: number, thing: string): string {
  return `${count === 0 ? 'no' : count} ${thing}${count === 1 ? '' : 's'}`;
}
