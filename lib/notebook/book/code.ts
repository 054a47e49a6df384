// Colours code: TypeScript, JavaScript, and the few languages that appear in prose.
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import diff from 'highlight.js/lib/languages/diff';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import typescript from 'highlight.js/lib/languages/typescript';
import { escapeHtml } from './html.js';

const languages = { bash, c, diff, javascript, json, typescript };
for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/** `code` as HTML, coloured when the language is known. */
export function highlight(code: string, language: string): string {
  if (!hljs.getLanguage(language)) return escapeHtml(code);
  return hljs.highlight(code, { language, ignoreIllegals: true }).value;
}
