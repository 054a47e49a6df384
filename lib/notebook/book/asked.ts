// The questions a chapter asks: where a cell predicts, and up to where the answer has to stay hidden.
//
// A cell asks by `predict('05.q1', …)`; the cell that says `reveal('05.q1', …)` answers. On a page the
// question becomes a choice, and what comes between waits until the reader has chosen.
import { type Questions, questions } from '../../predictions/questions.js';
import type { Cell } from '../notebook-file.js';
import { escapeHtml } from './html.js';

/** What a cell has to do with the chapter's questions. */
export interface Asked {
  /** The question this cell asks. */
  asks?: string;
  /** The questions whose answers its outputs would give away. */
  awaits: readonly string[];
}

/** For each cell, in order. */
export function askedBy(cells: readonly Cell[]): Asked[] {
  const asked = cells.map((cell) => questionIn(cell, 'predict'));
  const revealed = cells.map((cell) => questionIn(cell, 'reveal'));
  return cells.map((_, index) => {
    const awaits = asked
      .slice(0, index)
      .filter((question) => question !== undefined && revealed.indexOf(question, 0) >= index)
      .map((question) => question!);
    const asks = asked[index];
    return { ...(asks !== undefined && { asks }), awaits };
  });
}

function questionIn({ cell_type, source }: Cell, verb: 'predict' | 'reveal'): string | undefined {
  const [, number] = (cell_type === 'code' && new RegExp(`\\b${verb}\\('(\\d\\d\\.q\\d+)'`).exec(source)) || [];
  return number !== undefined && Object.hasOwn(questions, number) ? number : undefined;
}

/** The question as a choice; a page without scripts shows the notebook's own output instead. */
export function choiceOf(question: string): string {
  const { choices, text } = questions[question as keyof Questions];
  const options = choices.map(
    (choice) =>
      `<label><input type="radio" name="${question}" value="${escapeHtml(choice)}"> ${escapeHtml(choice)}</label>`,
  );
  return `<fieldset class="question" data-question="${question}" hidden>
<legend>${escapeHtml(text)}</legend>
<div class="choices">${options.join('\n')}</div>
<p><button type="button" class="show">Show me</button> <span class="said" role="status"></span></p>
</fieldset>`;
}

/** Outputs that wait for answers. */
export function awaiting(html: string, awaits: readonly string[]): string {
  if (awaits.length === 0 || html === '') return html;
  const numbers = awaits.join(' ');
  return `<div class="awaits" data-awaits="${numbers}"><p class="hint" hidden>Hidden until you have predicted <a href="#question-${awaits[0]}">above</a>.</p>
<div class="answer">${html}</div></div>`;
}
