// The scenario a command is given, by its name or as a file, built with what the reader chose.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ModelError, type Scenario } from '../engine/index.js';
import { Layout } from '../engine/layout.js';
import type { Concerns } from '../rules/era-behaviours.js';
import { era as eraOf, notSimulated } from '../rules/eras.js';
import { type Choices, ownSet, settingOf } from '../rules/setting.js';
import { scenarios } from '../scenarios/index.js';
import type { NamedScenario } from '../scenarios/machine-scenario.js';
import { type PatchSwitches, patchSetting } from '../scenarios/patch.js';
import { checkSwitches, optionsText } from './choices.js';
import { didYouMean } from './nearest.js';
import { importFile, thrownIn } from './scenario-file.js';
import { oneLine, UsageError } from './usage.js';

/** A scenario, built, with what was chosen about it. */
export interface Loaded {
  readonly scenario: Scenario;
  /** As it was given: a name or a file. */
  readonly given: string;
  /** The file it came from. */
  readonly file?: string;
  /** Null for a scenario that is not built on eras. */
  readonly era: string | null;
  readonly rules: readonly string[];
  /** What the reader chose. */
  readonly choices: Choices;
  /** The switches the scenario sets itself. */
  readonly ownSet: Readonly<Record<string, string>>;
  /** What it has that a behaviour of the era may concern. */
  readonly concerns: readonly Concerns[];
  /** The switches of its own. */
  readonly patch: PatchSwitches;
}

/**
 * Finds and builds a scenario.
 * @throws UsageError that says what cannot be
 */
export async function loadScenario(given: string, choices: Choices): Promise<Loaded> {
  if (/\.[cm]?tsx?$/.test(given)) return loadFile(given, choices);
  const found = scenarios.find((each) => each.name === given);
  if (found !== undefined) return built(found, given, choices);
  if (isFile(`${given}.ts`))
    throw new UsageError(`there is no scenario '${given}'; did you mean ${given}.ts? A file is given with its ending`);
  if (/[\\/.]/.test(given) && isFile(given))
    throw new UsageError(`${given} is not a TypeScript file; give a scenario's name or a .ts file that exports one`);
  const names = scenarios.map((each) => each.name);
  throw new UsageError(
    `there is no scenario '${given}'${didYouMean(given, names) || ';'} pinlab scenarios lists them, and a .ts file may be given too`,
  );
}

/** What a command answers about its scenario: the first fields of its JSON. */
export function headOf({ scenario, era, rules, choices }: Loaded) {
  const { set, pages, storage } = choices;
  return {
    scenario: scenario.name,
    era,
    rules,
    ...(set !== undefined && { set }),
    ...(pages !== undefined && { pages }),
    ...(storage !== undefined && { storage }),
  };
}

/** The scenario and its choices in one line of text. */
export function headLine({ scenario, era, rules, choices, ownSet }: Loaded): string {
  const own = Object.entries(ownSet).filter(([name]) => choices.set?.[name] === undefined);
  const whose = own.length > 1 ? ` (these ${own.length} the scenario’s own)` : ' (the scenario’s own)';
  const set = [
    ...Object.entries(choices.set ?? {}).map(([name, value]) => `${name}=${value}`),
    ...own.map(([name, value], i) => `${name}=${value}${i === own.length - 1 ? whose : ''}`),
  ];
  const parts = [
    ...(era === null ? [] : [`era ${era}`, rules.length === 0 ? 'no proposed rules' : `rules ${rules.join(', ')}`]),
    ...(set.length === 0 ? [] : [`set ${set.join(', ')}`]),
    ...(choices.pages === undefined ? [] : [`pages ${choices.pages}`]),
    ...(choices.storage === undefined ? [] : [`storage ${choices.storage}`]),
  ];
  return parts.length === 0 ? scenario.name : `${scenario.name}: ${parts.join('; ')}`;
}

/** The lines above an answer: scenario and choices, what it is, what of the era is not simulated. */
export const headBlock = (loaded: Loaded, more = ''): string => `${headLine(loaded)}${more}\n${aboutBlock(loaded)}`;

/** What the scenario is, and what of the era is not simulated. */
export function aboutBlock(loaded: Loaded): string {
  const left = unsimulated(loaded);
  const line = `\nnot simulated of Linux ${loaded.era} (pinlab eras): ${left.join(', ')}`;
  return `${loaded.scenario.about}${left.length === 0 ? '' : line}`;
}

/** What the era does and the machine does not, among what concerns the scenario: `name=value` each. */
export function unsimulated({ era, concerns }: Loaded): string[] {
  return era === null ? [] : notSimulated(eraOf(era), concerns).map(({ name, value }) => `${name}=${value}`);
}

/** The scenario and its choices as they were typed. */
export function typedAgain({ given, choices }: Loaded): string {
  const name = /^[\w./-]+$/.test(given) ? given : `'${given.replaceAll("'", "'\\''")}'`;
  return [name, optionsText(choices)].filter((part) => part !== '').join(' ');
}

/** Runs the scenario's code; what it throws becomes one line that names the file. */
export function runningIt<T>({ file, given }: Loaded, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError || error instanceof ModelError) throw error;
    if (error instanceof RangeError && /allocation|array length|buffer/i.test(error.message))
      throw new UsageError(`${given} needs more memory than there is; choose fewer pages, or a smaller --max-states`);
    if (file === undefined) throw error;
    throw new UsageError(`${given}: ${thrownIn(file, error)}`);
  }
}

/**
 * As `runningIt`, for work that takes its time.
 * @throws UsageError as `runningIt` does
 */
export async function runningItLong<T>(loaded: Loaded, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return runningIt(loaded, () => {
      throw error;
    });
  }
}

/** The scenario alone, for a worker thread that makes it anew. */
export async function builtScenario(given: string, choices: Choices): Promise<Scenario> {
  return (await loadScenario(given, choices)).scenario;
}

async function loadFile(given: string, choices: Choices): Promise<Loaded> {
  const file = resolve(given);
  if (!isFile(given)) {
    const what = existsSync(given) ? `${given} is no file` : `there is no file ${given}`;
    throw new UsageError(`${what}; check the name, or give the name of a scenario`);
  }
  const exported = await importFile(given, file);
  if (isNamedScenario(exported)) return { ...built(exported, given, choices, file), file };
  if (!isScenario(exported)) throw new UsageError(`${given}: ${whyNoScenario(exported)}`);
  const chosen = optionsText(choices);
  if (chosen !== '')
    throw new UsageError(
      `${given} exports a scenario that is built already, so ${chosen} cannot change it; leave that out, or export one made with machineScenario`,
    );
  return { scenario: exported, given, file, era: null, rules: [], choices, ownSet: {}, concerns: [], patch: {} };
}

function built(named: NamedScenario, given: string, choices: Choices, file?: string): Loaded {
  try {
    const own = named.choices ?? {};
    const { machine = true, patch = {} } = named;
    checkSwitches(choices.set ?? {}, patch, machine);
    const { era, rules, filesystem } = machine ? settingOf(patchSetting(patch, choices).others, own) : noEra;
    const scenario = named.build(choices);
    if (!isScenario(scenario)) throw new UsageError(`${given}: build() returned no scenario; return scenario({…})`);
    const concerns = [...(filesystem === null ? [] : [filesystem]), ...(named.concerns ?? [])];
    return { scenario, given, era, rules, choices, ownSet: ownSetOf(named, choices), concerns, patch };
  } catch (error) {
    if (error instanceof UsageError || error instanceof ModelError) throw error;
    if (error instanceof RangeError) throw new UsageError(oneLine(error));
    if (file === undefined) throw error;
    throw new UsageError(`${given}: ${thrownIn(file, error)}`);
  }
}

const noEra = { era: null, rules: [], filesystem: null };

/** What a scenario is set to when the reader sets nothing: its own choices, and its patch left out. */
function ownSetOf({ choices: own = {}, patch = {} }: NamedScenario, choices: Choices): Record<string, string> {
  const without = Object.fromEntries(Object.entries(patch).map(([name, values]) => [name, values[0]]));
  return { ...ownSet(choices, own), ...without };
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isScenario(value: unknown): value is Scenario {
  return typeof value === 'object' && value !== null && 'layout' in value && value.layout instanceof Layout;
}

function isNamedScenario(value: unknown): value is NamedScenario {
  return typeof value === 'object' && value !== null && 'build' in value && typeof value.build === 'function';
}

function whyNoScenario(value: unknown): string {
  if (typeof value === 'function') return 'its default export is a function, not a scenario; export what it returns';
  if (typeof value === 'object' && value !== null && 'layout' in value && 'tasks' in value)
    return "its scenario was made with another copy of pinlab; import from 'pinlab', not from a path";
  if (value === undefined || value === null)
    return `its default export is ${value}; write export default scenario({…})`;
  const kind = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'another object' : `a ${typeof value}`;
  return `its default export is no scenario but ${kind}; write export default scenario({…})`;
}
