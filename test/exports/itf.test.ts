// Is what we write Apalache's Informal Trace Format, and does it hold every state?
import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { explore, replay } from 'pinlab/engine/index';
import { counterexample } from 'pinlab/exports/counterexample';
import { itf, itfNumber } from 'pinlab/exports/itf';
import { namedScenario, scenarios } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from '../engine/random-scenario.js';

const valid = new Ajv({ strict: false }).compile(JSON.parse(readFileSync('test/exports/itf.schema.json', 'utf8')));

/** Checks the schema and what it cannot say: every state gives every variable a value. */
function check(trace: unknown): void {
  const read = JSON.parse(JSON.stringify(trace)) as { vars: string[]; states: object[] };
  const good: boolean = valid(read);
  assert.ok(good, JSON.stringify(valid.errors));
  for (const state of read.states)
    assert.equal(
      Object.keys(state)
        .filter((name) => name !== '#meta')
        .sort(),
      read.vars.toSorted(),
    );
}

test('is the example of the format’s own description valid, and what breaks it not?', () => {
  const banks = (east: string[], west: string[]) => ({
    '#map': [
      ['E', { '#set': east }],
      ['W', { '#set': west }],
    ],
  });
  const example = {
    '#meta': { source: 'MC_MissionariesAndCannibalsTyped.tla' },
    vars: ['bank_of_boat', 'who_is_on_bank'],
    states: [
      { '#meta': { index: 0 }, bank_of_boat: 'E', who_is_on_bank: banks(['c1_OF_PERSON'], []) },
      { '#meta': { index: 1 }, bank_of_boat: 'W', who_is_on_bank: banks([], ['c1_OF_PERSON']) },
    ],
  };
  check(example);
  for (const wrong of [null, 1.5, { '#bigint': 1 }, { '#map': [['E']] }, { '#set': [], more: 1 }, { '#odd': 1 }])
    assert.not.ok(
      valid({ ...example, states: [{ ...example.states[0], bank_of_boat: wrong }] }),
      JSON.stringify(wrong),
    );
});

test('is every schedule of every named scenario written in the format?', () => {
  let traces = 0;
  for (const named of scenarios) {
    const built = named.build();
    for (const { schedule } of [...explore(built).harms, { schedule: '' }]) {
      if (schedule === null) continue;
      const { run, harms } = counterexample(built, schedule);
      check(itf(run.trace, { standing: run.standing, harms, schedule }));
      traces++;
    }
  }
  assert.ok(traces > scenarios.length);
  for (let seed = 0; seed < 30; seed++) {
    const built = randomScenario(seed);
    const { schedule } = explore(built, { maxStates: 2_000 }).observations[0]!;
    check(itf(replay(built, schedule ?? '').trace));
  }
});

test('does a state hold every field, the action that led to it, and where each task stands?', () => {
  const built = namedScenario('direct-read-and-fsync').build();
  const { run, harms } = counterexample(built, '14a11ba5c');
  const written = itf(run.trace, { standing: run.standing, harms, schedule: '14a11ba5c' });
  assert.is(written.states.length, 32);
  const [first, last] = [written.states[0]!, written.states.at(-1)!];
  assert.equal(last['#meta'], {
    index: 31,
    action: {
      task: 'disk',
      label: 'the write completes: end writeback',
      owner: 'device',
      in: ['disk', 'serve_bio'],
      timeNs: run.trace.steps.at(-1)!.timeNs,
    },
    harms: ['H1'],
  });
  assert.is((first.page0 as { mapping: string }).mapping, 'inode0');
  assert.is((first.pin0 as { page: string }).page, 'none');
  assert.is((last.block0 as { cache0: number }).cache0, 2);
  assert.equal(last.nextStep, {
    '#map': [
      ['read', 'DMA into sector 1'],
      ['fsync', 'find a page under writeback'],
      ['disk', 'take a write from the queue'],
    ],
  });
  assert.equal((first.nextStep as { '#map': unknown[] })['#map'][1], ['fsync', 'fsync is called']);
});

test('are numbers that JSON may round written as big integers, and loops marked?', () => {
  assert.is(itfNumber(2 ** 53 - 1), 2 ** 53 - 1);
  assert.equal(itfNumber(2 ** 60), { '#bigint': '1152921504606846976' });
  const { trace } = replay(namedScenario('store-and-fsync').build(), '3a');
  assert.is(itf(trace, { loop: 1 }).loop, 1);
});

test.run();
