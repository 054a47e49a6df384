// A finding: a statement about the machine, whether it is so, and the searches that say so. Findings
// are joined by the logic of three values, so that what a cut search left open stays open.
import type { Exploration } from '../engine/index.js';
import type { Choices } from '../rules/setting.js';

/** `open`: a search was cut, or has not been made. */
export type Truth = 'yes' | 'no' | 'open';

/** One search as the evidence of a finding. */
export interface Certificate {
  readonly scenario: string;
  readonly choices: Choices;
  readonly without: readonly string[];
  /** What it was asked, in words: `H1 Never`. */
  readonly found: string;
  readonly complete: boolean;
  readonly states: number;
  readonly depth: number;
  /** The shortest way to what was found; null where nothing was. */
  readonly schedule: string | null;
}

/** What was found, where; `where` is empty for what is said of no single scenario. */
export interface Part {
  readonly what: string;
  readonly where: string;
  /** What was chosen there, in words. */
  readonly setting: string;
}

/** A statement and whether it is so. */
export interface Finding {
  readonly truth: Truth;
  readonly parts: readonly Part[];
  readonly shows: readonly Certificate[];
}

/** What was found, in a sentence without a full stop: what is alike in several scenarios is said once. */
export function saying({ parts }: Pick<Finding, 'parts'>): string {
  const alike = new Map<string, Part[]>();
  for (const part of parts) {
    const key = `${part.what} ${part.where === '' ? '' : part.setting}`;
    alike.set(key, [...(alike.get(key) ?? []), part]);
  }
  const sentences = [...alike.values()].map(([first, ...rest]) => {
    const { setting, what } = first!;
    const places = [...new Set([first!, ...rest].map(({ where }) => where))].filter((where) => where !== '');
    const under = setting === '' ? '' : ` (${setting})`;
    return places.length === 0 ? what : `${what} in ${places.join(', ')}${under}`;
  });
  return sentences.join('; ');
}

/** The least true of several: all of them hold, or those that do not are named. */
export function all(...findings: readonly Finding[]): Finding {
  const against = findings.filter(({ truth }) => truth === 'no');
  const open = findings.filter(({ truth }) => truth === 'open');
  const truth = against.length > 0 ? 'no' : open.length > 0 ? 'open' : 'yes';
  return joined(truth, against.length > 0 ? against : open.length > 0 ? open : findings);
}

/** The truest of several: those that hold are named, or all, where none does. */
export function any(...findings: readonly Finding[]): Finding {
  const such = findings.filter(({ truth }) => truth === 'yes');
  const open = findings.filter(({ truth }) => truth === 'open');
  const truth = such.length > 0 ? 'yes' : open.length > 0 ? 'open' : 'no';
  return joined(truth, such.length > 0 ? such : open.length > 0 ? open : findings);
}

/** The opposite, found by the same searches. */
export function not(finding: Finding): Finding {
  const opposite = { yes: 'no', no: 'yes', open: 'open' } as const;
  return { ...finding, truth: opposite[finding.truth] };
}

function joined(truth: Truth, findings: readonly Finding[]): Finding {
  return { truth, parts: findings.flatMap(({ parts }) => parts), shows: findings.flatMap(({ shows }) => shows) };
}

/** A certificate from an exploration. */
export function certificate(
  asked: Pick<Certificate, 'scenario' | 'choices' | 'without'>,
  { complete, depth, states }: Exploration,
  found: string,
  schedule: string | null = null,
): Certificate {
  const { choices, scenario, without } = asked;
  return { scenario, choices, without, found, complete, states, depth, schedule };
}
