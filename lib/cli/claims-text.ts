// The ledger as text: a table, a claim in full, the teeth.
import { isComputed } from '../claims/entry.js';
import type { Certificate } from '../claims/finding.js';
import { verdictText } from '../claims/scoreboard.js';
import type { SettledClaim } from '../claims/settle.js';
import type { Bite } from '../claims/teeth.js';
import { counterexample } from '../exports/counterexample.js';
import { storyText } from '../exports/story-text.js';
import { settingText } from '../matrix/rule-sets.js';
import { namedScenario } from '../scenarios/index.js';
import { optionsText } from './choices.js';
import { claimSource, scenarioSource } from './claims-sources.js';
import { colours } from './colours.js';
import { count } from './output.js';

/** Widest line. */
const width = 118;

/** All claims, two lines or three each. */
export function tableText(claims: readonly SettledClaim[]): string {
  const rows = claims.map((claim) => {
    const head = `${claim.id.padEnd(5)}${painted(claim).padEnd(0)}`;
    return [head, ...wrapped(`${claim.person}: ${claim.paraphrase}`, 5)].join('\n');
  });
  return [...rows, '', tally(claims), 'pinlab claims ID shows one in full, with its evidence.'].join('\n');
}

const paints = {
  holds: colours.green,
  'holds only if': colours.yellow,
  refuted: colours.red,
  undecided: colours.yellow,
} as const;

/** The verdict, wrapped and coloured. */
function painted(claim: SettledClaim): string {
  const [first, ...rest] = wrapped(verdictText(claim), 5);
  const paint = claim.judgement === null ? (text: string): string => text : paints[claim.judgement.verdict];
  return [paint(first!.trimStart()), ...rest].join('\n');
}

function tally(claims: readonly SettledClaim[]): string {
  const words = ['holds', 'holds only if', 'refuted', 'undecided'] as const;
  const counts = words.map((word) => [word, claims.filter(({ judgement }) => judgement?.verdict === word).length]);
  const told = claims.filter(({ judgement }) => judgement === null).length;
  const said = counts.filter(([, n]) => n !== 0).map(([word, n]) => `${n} ${word}`);
  return [...said, ...(told === 0 ? [] : [`${told} not computed`])].join(', ').replace(/^/, 'Verdicts: ').concat('.');
}

/** One claim in full. */
export function fullText(claim: SettledClaim): string {
  const { date, entry, id, judgement, kind, paraphrase, person } = claim;
  const parts = [
    ...wrapped(`${id}  ${paraphrase}`, 0),
    `${person}, ${date}; ${kind}`,
    '',
    ...field('verdict', verdictText(claim)),
    ...(judgement === null
      ? []
      : [...field('bound', boundText(judgement.certificates)), ...because(judgement.because)]),
    ...field('taken to mean', entry.condition),
    ...field('refuted by', entry.falsifier),
    ...field('Linux 2018', `${entry.in2018.says} (${entry.in2018.source})`),
    ...field('Linux today', `${entry.today.says} (${entry.today.source})`),
    ...(isComputed(entry) ? field('teeth', `${entry.tooth.words}: ${entry.tooth.becomes}`) : []),
    ...field('decided in', claimSource(entry)),
  ];
  const told = isComputed(entry) ? (judgement?.details ?? []) : entry.told;
  return [
    ...parts,
    ...(told.length === 0 ? [] : ['', ...told.flatMap((line) => (line.startsWith(' ') ? [line] : wrapped(line, 0)))]),
    ...(judgement === null ? [] : evidence(judgement.certificates)),
  ].join('\n');
}

const field = (name: string, text: string): string[] => {
  const [first, ...rest] = wrapped(text, 15);
  return [`${`${name}:`.padEnd(15)}${first!.trimStart()}`, ...rest];
};

/** More reasons for one side are only counted: the searches are listed below. */
const mostReasons = 5;

/** What decides a claim: in a paragraph where it is short, else a line a reason, by sides. */
function because(text: string): string[] {
  const short = field('because', text);
  if (short.length <= 4) return short;
  const sides = text.split(/; (?=otherwise )/).map((side) => side.split('; '));
  const lines = sides.flatMap((reasons) => {
    const more = reasons.length - mostReasons;
    const shown = more > 1 ? [...reasons.slice(0, mostReasons), `and ${more} more, see the searches`] : reasons;
    return shown.flatMap((reason) => wrapped(reason, 15));
  });
  return [`${'because:'.padEnd(15)}${lines[0]!.trimStart()}`, ...lines.slice(1)];
}

/** How far the verdict reaches: its searches, each once. */
export function boundText(certificates: readonly Certificate[]): string {
  const searches = [...new Map(certificates.map((each) => [JSON.stringify(named(each)), each])).values()];
  if (searches.length === 0) return 'measured in simulated time, nothing is searched';
  const most = (of: (each: Certificate) => number, noun: string): string => count(Math.max(...searches.map(of)), noun);
  const tasksOf = ({ choices, scenario, without }: Certificate): number =>
    namedScenario(scenario).build(choices).tasks.length - without.length;
  const cut = searches.filter(({ complete }) => !complete).length;
  return [
    `${searches.length} search${searches.length === 1 ? '' : 'es'}, ${cut === 0 ? 'complete' : `of which ${cut} cut`},`,
    `of ${most(({ states }) => states, 'state')} and ${most(({ depth }) => depth, 'step')} at most;`,
    `up to ${most(tasksOf, 'task')}`,
  ].join(' ');
}

const named = ({ choices, scenario, without }: Certificate) => [scenario, choices, without];

/** The searches, each with its bound, and the first way to something as a story. */
function evidence(certificates: readonly Certificate[]): string[] {
  const lines = certificates.flatMap((each) => [
    `  ${each.scenario}${settingOf(each)}`,
    `    ${each.found}; ${count(each.states, 'state')}, depth ${each.depth}, ${each.complete ? 'complete' : 'cut'}`,
    ...(each.schedule === null ? [] : [`    ${replayCommand(each)}`]),
  ]);
  const sources = [...new Set(certificates.map(({ scenario }) => scenario))].map(
    (name) => `  ${name}: ${scenarioSource(name)}`,
  );
  const shown = certificates.find(({ schedule }) => schedule !== null);
  return [
    ...(lines.length === 0 ? [] : ['', 'Searches:', ...lines, '', 'Scenarios:', ...sources]),
    ...(shown === undefined
      ? again(certificates)
      : ['', `One way, in ${shown.scenario}${settingOf(shown)}: ${shown.found}`, story(shown)]),
  ];
}

/** Where nothing is to be told because nothing happens: how to see that. */
function again(certificates: readonly Certificate[]): string[] {
  const whole = certificates.find(({ complete, without }) => complete && without.length === 0);
  if (whole === undefined || certificates.some(({ complete }) => !complete)) return [];
  const command = ['npx pinlab explore', whole.scenario, optionsText(whole.choices)].filter((part) => part !== '');
  return ['', `Nothing to replay: all searches are complete and found none. One again: ${command.join(' ')}`];
}

/** What a search chose, in brackets; nothing where it chose nothing. */
export function settingOf({ choices, without }: Certificate): string {
  const parts = [
    settingText(choices),
    ...(choices.pages === undefined ? [] : [count(choices.pages, 'page')]),
    ...(without.length === 0 ? [] : [`without ${without.join(', ')}`]),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** The command that replays what a search found. */
export const replayCommand = ({ choices, scenario, schedule }: Certificate): string =>
  ['npx pinlab replay', scenario, optionsText(choices), `"${schedule}"`].filter((part) => part !== '').join(' ');

function story({ choices, scenario, schedule }: Certificate): string {
  const built = namedScenario(scenario).build(choices);
  return storyText(counterexample(built, schedule!).story);
}

/** What became of each claim's teeth. */
export function teethText(found: readonly Bite[]): string {
  const lines = found.flatMap(({ after, before, bites, entry: { id, tooth } }) => [
    `${id.padEnd(5)}${before} → ${after.verdict}${bites ? '' : ` (not so: it should become ${tooth.becomes})`}`,
    ...wrapped(tooth.words, 5),
  ]);
  const changes = new Set(found.map(({ entry }) => JSON.stringify(entry.tooth.change)));
  return [
    ...lines,
    '',
    `${found.filter(({ bites }) => bites).length} of ${count(found.length, 'claim')} with teeth; ${count(changes.size, 'different change')}.`,
  ].join('\n');
}

/** Text in lines that fit, indented. */
function wrapped(text: string, indent: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && indent + line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => `${' '.repeat(indent)}${each}`);
}
