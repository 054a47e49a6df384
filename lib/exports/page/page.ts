// One counterexample as one HTML file: the story, the lanes, the records step by step, the times of
// the replayed clock, and the text that replays it. It needs no network and no other file; its
// policy forbids both. Without scripts the story and the lanes are still there.
import type { WhatIf } from '../../engine/what-if.js';
import { timeText } from '../../plots/units.js';
import type { Counterexample } from '../counterexample.js';
import { bareValue } from '../field-words.js';
import type { StoryPart } from '../story.js';
import { spanText, stepNumbers } from '../story-text.js';
import { sideText } from '../what-if-text.js';
import { escaped, scriptJson } from './html.js';
import { lanesHtml } from './lanes.js';
import { script } from './script.js';
import { style } from './style.js';

/** What a page may be told beside the counterexample. */
export interface PageOptions {
  title?: string;
  /** Era, rules and switches in one line. */
  setting?: string;
  /** The command that replays it. */
  command?: string;
  /** The same schedule under another rule, and what is on either side. */
  whatIf?: { result: WhatIf; names: readonly [string, string] };
}

/** The whole file. */
export function counterexamplePage(example: Counterexample, options: PageOptions = {}): string {
  const { scenario, schedule, run, story } = example;
  const title = options.title ?? `${scenario.name}: ${schedule === '' ? 'the start' : schedule}`;
  const { setting, command, whatIf } = options;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<p>${escaped(scenario.about)}</p>
${setting === undefined ? '' : `<p class="setting">${escaped(setting)}</p>`}
${verdictHtml(example)}
<p>${run.trace.steps.length} steps; simulated time ${escaped(timeText(run.trace.endNs))}. The schedule is <code>${escaped(schedule)}</code>: ${lettersHtml(example)}.</p>
${command === undefined ? '' : `<p>To replay it:</p>\n<pre><code>${escaped(command)}</code></pre>`}
</header>
<main>
<h2>The story</h2>
<p><small>${escaped(story.legend)}</small></p>
${story.parts.map(partHtml).join('\n')}
<h3>${escaped(story.ending[0]!)}</h3>
<ul>${story.ending
    .slice(1)
    .map((line) => `<li>${escaped(line)}</li>`)
    .join('')}</ul>
${whatIf === undefined ? '' : whatIfHtml(whatIf)}
<h2>Step by step</h2>
<div class="bar"><button type="button" data-by="-1" aria-label="previous step">◀ previous</button><input id="slider" type="range" min="0" max="${run.trace.steps.length}" value="0" aria-label="step"><button type="button" data-by="1" aria-label="next step">next ▶</button></div>
<p class="told" id="told" aria-live="polite">Left and right go one step, Home and End to the ends.</p>
<div class="beside">
<div>${lanesHtml(run.trace, example.harms)}</div>
<div class="records"><p><label><input type="checkbox" id="all"> records that never change, too</label></p><table class="fields"><tbody id="fields"></tbody></table><p><small>* a note for the detectors: no kernel code, device or task can see it</small></p></div>
</div>
</main>
<script type="application/json" id="trace">${scriptJson(dataOf(example))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** What the script needs: the records at the start, and for each step what it changes and its sentence. */
function dataOf({ run, story, harms }: Counterexample): object {
  const told = new Map<number, string>();
  for (const { sentences } of story.parts)
    for (const { first, last, text } of sentences)
      for (let i = first; i <= last; i++) told.set(i, told.has(i) ? `${told.get(i)} ${text}` : text);
  return {
    start: harms.length === 0 ? run.trace.steps.length : harms[0]!.step + 1,
    records: run.trace.initial.map(({ record, fields }) => ({ record, fields })),
    steps: run.trace.steps.map(({ index, task, timeNs, changes }) => ({
      told: `Step ${index + 1}, ${task}, at ${timeText(timeNs)}. ${told.get(index) ?? ''}`,
      changes: changes.map(({ record, field, before, after }) => [record, field, before, after]),
    })),
  };
}

function verdictHtml({ harms, run }: Counterexample): string {
  if (harms.length > 0)
    return harms
      .map(
        ({ id, name, step }) =>
          `<p class="verdict">${escaped(`${id}, ${name}: ${step < 0 ? 'from the start' : `comes true at step ${step + 1}`}`)}</p>`,
      )
      .join('\n');
  const stuck = run.standing.filter(({ next, canGoOn }) => next !== null && !canGoOn).map(({ task }) => task);
  return stuck.length === 0
    ? ''
    : `<p class="verdict">${escaped(`At its end ${stuck.join(' and ')} ${stuck.length === 1 ? 'waits' : 'wait'}`)}</p>`;
}

/** Which letter is whose. */
function lettersHtml({ scenario }: Counterexample): string {
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
  return scenario.tasks.map(({ name }, at) => `<code>${letters[at] ?? '?'}</code> ${escaped(name)}`).join(', ');
}

function partHtml(part: StoryPart): string {
  const items = part.sentences.map((each) => {
    const number = each.harm ? '✗' : stepNumbers(each);
    return `<li${each.harm ? ' class="harm"' : ''} data-first="${each.first + 1}" data-last="${each.last + 1}"><button type="button" data-go="${each.last + 1}" aria-label="go to step ${each.last + 1}">${number}</button><span>${escaped(each.text)}</span></li>`;
  });
  const steps = part.first === part.last ? 'step' : 'steps';
  return `<h3>${escaped(`${part.task}, ${steps} ${stepNumbers(part)}, ${spanText(part)}`)}</h3>\n<ol class="story">${items.join('\n')}</ol>`;
}

function whatIfHtml({ result, names: [here, there] }: NonNullable<PageOptions['whatIf']>): string {
  const head = `<h2>What if ${escaped(there)}?</h2>`;
  const { common, difference } = result;
  if (difference === null) return `${head}\n<p>Nothing changes: all ${common} steps go the same way.</p>`;
  const rows = difference.memory.map(
    (c) =>
      `<tr><td>${escaped(`${c.record}.${c.field}`)}</td><td>${escaped(bareValue(c.before))}</td><td>${escaped(bareValue(c.after))}</td></tr>`,
  );
  const table = `<div class="scroll differ" tabindex="0"><table class="plain"><thead><tr><th>field</th><th>here</th><th>there</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  return `${head}
<p>The first ${common} steps go the same way. Then ${escaped(difference.why)}.</p>
<ul><li>Here (${escaped(here)}): ${escaped(sideText(difference.first))}.</li>
<li>There (${escaped(there)}): ${escaped(sideText(difference.second))}.</li></ul>
${rows.length === 0 ? '' : table}`;
}
