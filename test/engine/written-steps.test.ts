// Steps that are taken as they are written down lead where running the model's code leads.
import { createHash } from 'node:crypto';
import { gupModel } from 'pinlab/bench/gup-model';
import { type Scenario, type Search, search } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario, twinScenario } from './random-scenario.js';

/** More than any of the graphs has. */
const maxStates = 20_000;

/** All that a search found: every row in its order, what led where, what was found there. */
function graphOf({ complete, depth, edges, firings, found, observed, stopped, store }: Search) {
  const { count, width, words } = store;
  return {
    complete,
    depth,
    rows: digest(words.slice(0, count * width)),
    from: digest(store.parent.slice(0, count)),
    targets: digest(edges!.target.slice(0, edges!.count)),
    actions: digest(edges!.action.slice(0, edges!.count)),
    first: digest(edges!.first.slice(0, edges!.states + 1)),
    found: digest(found.slice(0, count)),
    firings,
    observed,
    stopped: [...stopped],
  };
}

const digest = (numbers: Int32Array | Uint16Array | Uint32Array) => createHash('sha256').update(numbers).digest('hex');

/** Compares both ways; how many positions had their steps written down. */
function compare(scenario: () => Scenario): number {
  const written = search(scenario(), { maxStates });
  assert.equal(graphOf(written), graphOf(search(scenario(), { maxStates, written: false })), written.scenario.name);
  return written.automata.flatMap(({ nodes }) => nodes).filter(({ table }) => table !== null).length;
}

test('are the graphs of 400 random scenarios the same, written down or run each time?', () => {
  let positions = 0;
  for (let seed = 1; seed <= 200; seed++)
    positions += compare(() => randomScenario(seed)) + compare(() => twinScenario(seed));
  assert.ok(positions > 200, `${positions} positions written down`);
});

test('is the graph of the SPIN model the same, with each rule left out?', () => {
  const all = { a: true, b: true, c: true };
  for (const rules of [all, { ...all, a: false }, { ...all, b: false }, { ...all, c: false }])
    assert.ok(compare(() => gupModel(2, 1, rules, true)) > 20);
});

test('are the graphs of scenarios of the machine the same?', () => {
  for (const name of ['direct-read-and-fsync', 'two-page-readv-and-fsync'])
    assert.ok(compare(() => namedScenario(name).build({ era: '4.20' })) > 10, name);
});

test.run();
