// The frame of every page of the book, and a chapter's page: prose, code that folds, outputs.

import type { Cell } from '../notebook-file.js';
import { executableCells } from '../runner.js';
import { type Asked, askedBy, awaiting, choiceOf } from './asked.js';
import type { Chapter } from './book.js';
import { highlight } from './code.js';
import { escapeHtml } from './html.js';
import { addText, type PageContext, renderMarkdown } from './markdown.js';
import { needsPlotly, renderOutputs, type StoreFigure } from './output-view.js';

/** An entry of the table of contents. */
export interface Entry {
  page: string;
  title: string;
  /** The number with which the notebook's name begins, or nothing. */
  number: string;
}

/** A link to a chapter, with its number before its title. */
export function entryLink({ page, title, number }: Entry, attributes = ''): string {
  const before = number === '' ? '' : `<span class="number">${number}</span> `;
  return `<a href="${escapeHtml(page)}"${attributes}>${before}${escapeHtml(title)}</a>`;
}

/** A chapter turned into HTML, before the frame is put around it. */
export interface ChapterBody {
  html: string;
  title: string;
  lead: string;
  context: PageContext;
  plotly: boolean;
}

/** Renders the cells of a chapter. */
export function renderChapter({ notebook, name, failure }: Chapter, context: PageContext, store: StoreFigure) {
  const numbers = new Map(executableCells(notebook).map((cell, index) => [cell, index + 1]));
  const language = JSON.stringify(notebook.metadata.kernelspec ?? '').includes('jslab') ? 'javascript' : 'typescript';
  const asked = askedBy(notebook.cells);
  const cells = notebook.cells.map((cell, index) => {
    if (cell.cell_type === 'code')
      return renderCode(cell, numbers.get(cell), language, { asked: asked[index]!, context, store });
    if (cell.cell_type === 'raw' || cell.source.trim() === '') return '';
    return `<div class="prose">${renderMarkdown(cell.source, context, cell.attachments)}</div>`;
  });
  const title = context.headings.find((heading) => heading.level === 1)?.text ?? name;
  const heading = context.headings.some((one) => one.level === 1) ? '' : `<h1>${escapeHtml(title)}</h1>\n`;
  const notice = failure ? `<p class="failed" role="note">This run stopped at ${escapeHtml(failure)}</p>\n` : '';
  const plotly = notebook.cells.some((cell) => needsPlotly(cell.outputs ?? []));
  return { html: heading + notice + cells.join('\n'), title, lead: context.lead ?? '', context, plotly };
}

function renderCode(
  cell: Cell,
  number: number | undefined,
  language: string,
  { asked, context, store }: { asked: Asked; context: PageContext; store: StoreFigure },
): string {
  if (cell.source.trim() === '') return '';
  addText(cell.source, context);
  const jupyter = cell.metadata.jupyter as { source_hidden?: boolean } | undefined;
  const tags = Array.isArray(cell.metadata.tags) ? cell.metadata.tags : [];
  const open = jupyter?.source_hidden || tags.includes('hide-input') ? '' : ' open';
  const label = number === undefined ? 'Code, not run' : `Code <span class="count">[${number}]</span>`;
  const code = highlight(cell.source, language);
  const outputs = awaiting(renderOutputs(cell.outputs ?? [], { context, cell: number ?? 0, store }), asked.awaits);
  const question = asked.asks === undefined ? '' : `\n<div id="question-${asked.asks}">${choiceOf(asked.asks)}</div>`;
  return `<div class="cell"${number === undefined ? '' : ` id="cell-${number}"`}>
<details class="source"${open}><summary>${label}</summary><pre tabindex="0"><code>${code}</code></pre></details>
${outputs}${question}</div>`;
}

/**
 * The whole page of a chapter.
 * @param links where what it ran is written
 */
export function chapterPage(body: ChapterBody, entries: readonly Entry[], index: number, links: string): string {
  const turn = [turnLink(entries[index - 1], 'prev', 'Previous'), turnLink(entries[index + 1], 'next', 'Next')].join(
    '\n',
  );
  const main = `<article>${body.html}</article>\n${links}<nav class="turn" aria-label="Chapters">${turn}</nav>`;
  return framePage(body.title, main, contents(entries, index, body.context), body.plotly);
}

function turnLink(entry: Entry | undefined, rel: 'prev' | 'next', word: string): string {
  if (!entry) return '';
  return `<a rel="${rel}" href="${escapeHtml(entry.page)}"><small>${word}</small> ${escapeHtml(entry.title)}</a>`;
}

/** The table of contents: all chapters, and the sections of the current one. */
export function contents(entries: readonly Entry[], current: number, context?: PageContext): string {
  const items = entries.map((entry, index) => {
    const link = entryLink(entry, index === current ? ' aria-current="page"' : '');
    return `<li>${link}${index === current ? sections(context) : ''}</li>`;
  });
  return `<ol>${items.join('\n')}</ol>`;
}

function sections(context: PageContext | undefined): string {
  const shown = (context?.headings ?? []).filter((heading) => heading.level === 2);
  if (shown.length === 0) return '';
  return `<ol>${shown.map(({ id, text }) => `<li><a href="#${id}">${escapeHtml(text)}</a></li>`).join('')}</ol>`;
}

/** Runs before anything is drawn, so that a page never flashes in the wrong colours. */
const earlyTheme =
  "try{var t=localStorage.getItem('pinlab-theme');if(t)document.documentElement.dataset.theme=t}catch(e){}";

/** A page around `main`. */
export function framePage(title: string, main: string, contentsHtml: string, plotly: boolean): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="assets/book.css">
<script>${earlyTheme}</script>
${plotly ? '<script src="assets/plotly.js" defer></script>\n' : ''}<script src="assets/book.js" defer></script>
<script src="assets/predictions.js" defer></script>
<script src="assets/search.js" defer></script>
</head>
<body>
<a class="skip" href="#main">Skip to the text</a>
<header class="bar">
<a class="home" href="index.html">pinlab</a>
<a class="to-contents" href="#contents">Contents</a>
<search class="search" hidden><input type="search" id="search" placeholder="Search  /" aria-label="Search the book" autocomplete="off" spellcheck="false">
<div id="results" role="status" hidden></div></search>
<button type="button" id="fold" hidden>Fold code</button>
<button type="button" id="theme" hidden>Dark</button>
</header>
<div class="columns">
<main id="main">
${main}
</main>
<nav class="contents" id="contents" aria-label="Contents">
${contentsHtml}
</nav>
</div>
</body>
</html>
`;
}
