// Does Mermaid's own parser take what we write, and is everything in it?
import { answersOf, kernelFunction, one, record, replay, scenario, search, simulate, uint } from 'pinlab/engine/index';
import { counterexample } from 'pinlab/exports/counterexample';
import { mermaid } from 'pinlab/exports/mermaid';
import { namedScenario, scenarios } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseSequence } from './mermaid-parser.js';

test('does Mermaid refuse a text that is none, so that these tests can fail?', async () => {
  let refused = false;
  await parseSequence('sequenceDiagram\n  t0 and so on').catch(() => {
    refused = true;
  });
  assert.ok(refused);
});

test('does Mermaid parse every schedule that explore prints for a named scenario?', async () => {
  let diagrams = 0;
  for (const named of scenarios)
    for (const rules of [[], ['a'], ['b', 'b2']]) {
      const built = named.build({ rules });
      const { deadlock, harms, hostage, observations, starved } = answersOf(search(built));
      for (const { schedule } of [...harms, ...observations, deadlock, ...hostage, ...starved]) {
        if (schedule === null) continue;
        const { run, harms: met } = counterexample(built, schedule);
        await parseSequence(mermaid(run.trace, { title: `${built.name} ${schedule}`, harms: met }));
        diagrams++;
      }
      await parseSequence(mermaid(simulate(built, { seed: 1, record: true, maxSteps: 5_000 }).trace!));
    }
  assert.ok(diagrams > 200, `only ${diagrams} diagrams`);
});

test('does a diagram hold the lanes, each step once, who ends whose wait, and the harm?', () => {
  const built = namedScenario('direct-read-and-fsync').build();
  const { run, harms } = counterexample(built, '14a11ba5c');
  const text = mermaid(run.trace, { harms });
  assert.match(text, '  participant t2 as disk (daemon)\n');
  assert.match(text, '  t1-)t2: ends the wait for a write request\n');
  assert.match(text, '  Note over t0,t2: ✗ H1: inconsistent write\n');
  for (const { index } of run.trace.steps) assert.is(text.split(new RegExp(`(?:: |<br/>)${index + 1}\\. `)).length, 2);
});

const Cell = record('Cell', { value: uint(2) });
const oddLabels = [
  'end',
  'a; b',
  'x # y',
  '<b>bold</b>',
  'loop: 1 --> 2',
  'Note over t0: no',
  'alt else',
  '%% none',
  'a:b:c',
  '“quoted”',
];

test('can a label or a name hold anything?', async () => {
  const odd = scenario({
    name: 'odd; names # here',
    about: '',
    memory: { cell: one(Cell) },
    tasks: oddLabels.map((name) => ({
      name,
      run: (k) => say(k as never, name),
    })),
  });
  const schedule = 'abcdefghij'.slice(0, oddLabels.length);
  await parseSequence(mermaid(replay(odd, schedule).trace));
});

const say = kernelFunction('say', function* (k, label: string) {
  yield* k.step(label, () => undefined);
});

test('is a trace that is too long for Mermaid cut at its beginning, and does it say so?', async () => {
  const Turns = record('Turns', { left: uint(12) });
  const long = scenario({
    name: 'long',
    about: '',
    memory: { turns: one(Turns, { left: 4_000 }) },
    tasks: [
      {
        name: 'worker',
        *run(k) {
          for (let i = 0; i < 4_000; i++)
            yield* k.step('one more of very many steps', { do: () => k.turns.left--, cost: 1 });
        },
      },
      {
        name: 'other',
        *run(k) {
          for (let i = 0; i < 4_000; i++)
            yield* k.step('one more of very many steps', { do: () => undefined, cost: 1 });
        },
      },
    ],
  });
  const text = mermaid(simulate(long, { record: true }).trace!);
  assert.ok(text.length <= 50_000, `${text.length} characters`);
  assert.match(text, /Note over t0: steps 1 to \d+ are left out\n/);
  assert.match(text, '8000. one more');
  await parseSequence(text);
});

test.run();
