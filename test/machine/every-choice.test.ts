// Does every choice that a scenario offers get an answer, or a refusal that says what to choose instead?
import type { Scenario } from 'pinlab/engine/index';
import { Sampler } from 'pinlab/engine/sampling';
import { eras } from 'pinlab/rules/eras';
import { proposals, switchValues } from 'pinlab/rules/proposals';
import { type Choices, machineParts } from 'pinlab/rules/setting';
import { scenarios } from 'pinlab/scenarios/index';
import type { NamedScenario } from 'pinlab/scenarios/machine-scenario';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** Runs drawn of each. */
const runs = 4;

type Values = Readonly<Record<string, readonly string[]>>;

/** Every way to choose one value of each. */
function allWays(values: Values): Record<string, string>[] {
  return Object.entries(values).reduce<Record<string, string>[]>(
    (ways, [name, each]) => ways.flatMap((way) => each.map((value) => ({ ...way, [name]: value }))),
    [{}],
  );
}

/** One switch or part of the machine at a time, at each of its values. */
const oneByOne = (values: Values): Record<string, string>[] =>
  Object.entries(values).flatMap(([name, each]) => each.map((value) => ({ [name]: value })));

/**
 * All ways in which a scenario's own switches can stand; each of their values on every machine; then each
 * era, proposal and switch of Linux.
 */
function choicesFor({ patch = {} }: NamedScenario): Choices[] {
  const own = allWays(patch);
  const ownValues = Object.keys(patch).length === 0 ? [{}] : oneByOne(patch);
  return [
    ...own.map((set) => ({ set })),
    ...ownValues.flatMap((set) => oneByOne(machineParts).map((part) => ({ set: { ...set, ...part } }))),
    ...eras.map(({ version }) => ({ era: version })),
    ...proposals.map(({ id }) => ({ era: '6.12', rules: [id] })),
    ...oneByOne(switchValues as Values).map((set) => ({ set })),
  ];
}

/** What runs are drawn from: the same runs where this is the same, for they have the same seed. */
const drawnFrom = ({ constants, layout, tasks }: Scenario): string =>
  JSON.stringify([layout.words, constants, tasks.map((task) => task.name)]);

for (const named of scenarios)
  test(`has ${named.name} an answer for each of its choices?`, () => {
    const known = new Set<string>();
    let answered = 0;
    for (const choices of choicesFor(named)) {
      const shown = JSON.stringify(choices);
      try {
        const built = named.build(choices);
        const from = drawnFrom(built);
        if (known.has(from)) continue;
        known.add(from);
        const { steps } = new Sampler(built, { scheduler: 'random', maxSteps: 200 }).run(runs);
        assert.ok(steps > 0, shown);
        answered++;
      } catch (error) {
        assert.instance(error, RangeError, `${shown}: ${error}`);
        assert.match((error as Error).message, /choose|leave|would do/, shown);
      }
    }
    assert.ok(answered > 10, `${answered} answers`);
  });

test.run();
