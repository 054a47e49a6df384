// Renders the prose of a notebook: CommonMark with tables, headings one can link to, and nothing that runs.
//
// Of raw HTML only a few harmless tags without attributes pass (a hint may be a <details>); the rest is shown as
// text. Links to other notebooks become links to their pages; pictures are put into the page, never fetched.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, extname, relative, resolve, sep } from 'node:path';
import MarkdownIt from 'markdown-it';
import type { Cell } from '../notebook-file.js';
import { joinLines } from '../notebook-file.js';
import { highlight } from './code.js';
import { escapeHtml } from './html.js';

/** A heading within a page. */
export interface Heading {
  level: number;
  id: string;
  text: string;
}

/** A section's text, for the search. */
export interface Section {
  id: string;
  heading: string;
  text: string[];
}

/** What rendering needs to know about the page it is for, and what it learns. */
export interface PageContext {
  /** The notebook's file; links in it are relative to its folder. */
  file: string;
  /** The folder of the book. */
  outFolder: string;
  /** The pages of the book by the notebooks' files. */
  pages: ReadonlyMap<string, string>;
  /** The page of all claims, where the book has one. */
  ledger?: string | undefined;
  /** The headings met so far. */
  headings: Heading[];
  /** The sections met so far. */
  sections: Section[];
  /** The first paragraph, without marks. */
  lead?: string;
}

const md = new MarkdownIt({ html: true, linkify: true, typographer: false, highlight });
md.linkify.set({ fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false });

/** The HTML of a markdown cell, or of a markdown output (`attachments` missing). */
export function renderMarkdown(source: string, context: PageContext, attachments?: Cell['attachments']): string {
  const env = {};
  const tokens = md.parse(source, env);
  for (const [index, token] of tokens.entries()) {
    if (token.type === 'heading_open') nameHeading(token, tokens[index + 1], context);
    else if (token.type === 'inline' && !startsHeading(tokens[index - 1])) addText(plainText(token), context);
    if (token.type === 'paragraph_open' && context.headings.length > 0) context.lead ??= plainText(tokens[index + 1]);
    for (const child of token.children ?? []) {
      if (child.type === 'link_open') child.attrSet('href', linkTarget(String(child.attrGet('href') ?? ''), context));
      if (child.type === 'image') embedPicture(child, context, attachments);
    }
  }
  return md.renderer.render(tokens, md.options, env);
}

type Token = ReturnType<typeof md.parse>[number];

const startsHeading = (token: Token | undefined) => token?.type === 'heading_open';

/** Adds to what the search finds in the present section. */
export function addText(text: string, { sections }: PageContext): void {
  sections.at(-1)?.text.push(text);
}

function nameHeading(token: Token, inline: Token | undefined, context: PageContext): void {
  const text = plainText(inline);
  const base =
    text
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
      .replaceAll(/^-|-$/g, '') || 'section';
  let id = base;
  for (let number = 2; context.headings.some((heading) => heading.id === id); number++) id = `${base}-${number}`;
  token.attrSet('id', id);
  context.headings.push({ level: Number(token.tag.slice(1)), id, text });
  context.sections.push({ id, heading: text, text: [] });
}

function plainText(inline: Token | undefined): string {
  const words = (inline?.children ?? []).map((child) => {
    if (child.type === 'softbreak' || child.type === 'hardbreak') return ' ';
    return child.type === 'html_inline' ? '' : child.content;
  });
  return words.join('').trim();
}

function linkTarget(href: string, { file, outFolder, pages }: PageContext): string {
  if (/^([a-z][a-z0-9+.-]*:|#|\/)/i.test(href)) return href;
  const [path = '', hash] = href.split('#', 2);
  const target = resolve(dirname(file), decodePath(path));
  const page = pages.get(target) ?? relative(outFolder, target).split(sep).join('/');
  return hash === undefined ? page : `${page}#${hash}`;
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const pictureTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/** Puts the picture's bytes into the page; one that is not at hand leaves its description. */
function embedPicture(token: Token, { file }: PageContext, attachments: Cell['attachments']): void {
  const src = String(token.attrGet('src') ?? '');
  if (src.startsWith('data:image/')) return;
  const attached = src.startsWith('attachment:')
    ? attachments?.[decodePath(src.slice('attachment:'.length))]
    : undefined;
  const [mime, data] = Object.entries(attached ?? {})[0] ?? fromFile(resolve(dirname(file), decodePath(src)));
  if (mime && data !== undefined) token.attrSet('src', `data:${mime};base64,${joinLines(data)?.trim()}`);
  else token.type = 'text';
}

function fromFile(path: string): [string?, string?] {
  const mime = pictureTypes[extname(path).toLowerCase()];
  return mime && existsSync(path) ? [mime, readFileSync(path).toString('base64')] : [];
}

const harmlessTag = /^<\/?(details|summary|br|sub|sup|kbd|mark|small)(\s+open)?\s*\/?>$/i;

/** Drops comments, keeps harmless tags, and shows every other tag as the text it is. */
function harmlessHtml(html: string): string {
  const pieces = html.replaceAll(/<!--[\s\S]*?-->/g, '').split(/(<[^>]*>)/);
  return pieces.map((piece) => (harmlessTag.test(piece) ? piece.toLowerCase() : escapeHtml(piece))).join('');
}

md.renderer.rules.html_block = (tokens, index) => harmlessHtml(tokens[index]!.content);
md.renderer.rules.html_inline = (tokens, index) => harmlessHtml(tokens[index]!.content);
md.renderer.rules.table_open = () => '<div class="scroll" tabindex="0"><table>\n';
md.renderer.rules.table_close = () => '</table></div>\n';
