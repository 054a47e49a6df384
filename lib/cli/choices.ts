// The options by which a reader chooses how a scenario is built: the same in every command.
import { type Command, InvalidArgumentError } from 'commander';
import { storages } from '../devices/storage.js';
import { eras } from '../rules/eras.js';
import { proposals, switchValues } from '../rules/proposals.js';
import { type Choices, machineParts, settableNames } from '../rules/setting.js';
import type { PatchSwitches } from '../scenarios/patch.js';
import { didYouMean } from './nearest.js';
import { UsageError } from './usage.js';

/** What commander makes of the options that `addChoices` adds. */
export interface ChoiceOptions {
  era?: string;
  rules?: string[];
  set?: Record<string, string>;
  pages?: number;
  storage?: string;
}

/** Adds the options that choose an era, rules, switches, pages and storage. */
export function addChoices(command: Command): Command {
  return command
    .option('--era <VERSION>', `the Linux version: ${eras.map(({ version }) => version).join(', ')}`)
    .option('--rules <A,B,C>', `proposals to switch on: ${proposals.map(({ id }) => id).join(', ')} (b2 is b′)`, list)
    .option('--set <RULE=VALUE>', 'set one switch (below), over era and rules; may be given again', assignment)
    .option('--pages <N>', 'pages of the file, where the scenario lets you choose', wholeNumber(1))
    .option('--storage <NAME>', `what the file is on: ${Object.keys(storages).join(', ')}`);
}

/** For --help: the rules and switches there are. */
export function choicesHelp(): string {
  const switches = Object.entries({ ...switchValues, ...machineParts });
  return [
    'Rules:',
    ...proposals.map(({ id, title }) => `  ${id.padEnd(2)}  ${title}`),
    '',
    'Switches for --set (pinlab eras VERSION says what most of them decide, and which values Linux has):',
    ...switches.map(([name, values]) => `  ${name}=${values.join('|')}`),
    '  and those of the scenario’s own (pinlab scenarios), or of a patch that your scenario declares',
  ].join('\n');
}

/** Switches by name, each with the values that it can have. */
export type AllSwitches = Readonly<Record<string, readonly string[]>>;

/** Every switch that can be set for a scenario, its own first; without an era it has those alone. */
export function switchesOf({ era, patch }: { era: string | null; patch: PatchSwitches }): AllSwitches {
  return era === null ? patch : { ...patch, ...switchValues, ...machineParts };
}

/** The choices a reader made, without those left open. */
export function choicesOf({ era, rules, set, pages, storage }: ChoiceOptions): Choices {
  return {
    ...(era !== undefined && { era }),
    ...(rules !== undefined && { rules }),
    ...(set !== undefined && { set }),
    ...(pages !== undefined && { pages }),
    ...(storage !== undefined && { storage }),
  };
}

/** The choices as options of a command line, to be typed again. */
export function optionsText({ era, rules, set, pages, storage }: Choices): string {
  return [
    ...(era === undefined ? [] : [`--era ${era}`]),
    ...(rules === undefined ? [] : [`--rules ${rules.map((id) => id.replace(/['’′]/, '2')).join(',') || "''"}`]),
    ...Object.entries(set ?? {}).map(([name, value]) => `--set ${name}=${value}`),
    ...(pages === undefined ? [] : [`--pages ${pages}`]),
    ...(storage === undefined ? [] : [`--storage ${storage}`]),
  ].join(' ');
}

/** An option's value that must be a whole number within limits. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      const upTo = most === Number.MAX_SAFE_INTEGER ? 'or more' : `to ${most}`;
      throw new InvalidArgumentError(`It must be a whole number, ${least} ${upTo}.`);
    }
    return value;
  };
}

/** A list with commas between; each name counts once, an empty text is an empty list. */
function list(text: string): string[] {
  if (text.trim() === '') return [];
  return [...new Set(text.split(',').map((part) => part.trim()))];
}

/**
 * Makes sure that a scenario has the switches that are set.
 * @param patch the switches of its own
 * @param machine whether it has those of the machine, too
 * @throws UsageError that names the nearest
 */
export function checkSwitches(set: Readonly<Record<string, string>>, patch: PatchSwitches, machine: boolean): void {
  const switches = [...Object.keys(patch), ...(machine ? settableNames : [])];
  for (const name of Object.keys(set))
    if (!switches.includes(name))
      throw new UsageError(
        `--set: there is no switch '${name}'${didYouMean(name, switches) || ';'} the switches are ${switches.join(', ')}`,
      );
}

/** Adds `name=value` to those given before. */
function assignment(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.indexOf('=');
  const [name, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  if (at < 0 || name === '' || value === '')
    throw new InvalidArgumentError('Write a switch and its value, as in pinTestWhen=before-write-protect.');
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is set twice; leave one out.`);
  return { ...before, [name]: value };
}
