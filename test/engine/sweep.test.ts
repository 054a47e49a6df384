// The sweep's inner loop: compiled from its sources, and right where it has to make room.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { gupModel } from 'pinlab/bench/gup-model';
import { Expansion } from 'pinlab/engine/expansion';
import { decide, type KernelOf, kernelFunction, one, record, type Scenario, scenario, uint } from 'pinlab/engine/index';
import { type CoreHost, coreOn, newSweepMemory } from 'pinlab/engine/sweep/core-module';
import { Meeting } from 'pinlab/engine/sweep/meeting';
import { newPositionLog, PositionLog } from 'pinlab/engine/sweep/position-log';
import { sweep, sweepOnCores } from 'pinlab/engine/sweep/sweep';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const sweepFolder = join(dirname(fileURLToPath(import.meta.resolve('pinlab/package.json'))), 'engine', 'sweep');
const nothingWhole = { wholeStates: 1 };

test('is core.wasm what its sources compile to?', async () => {
  const folder = join(sweepFolder, 'core');
  const { options } = JSON.parse(readFileSync(join(folder, 'asconfig.json'), 'utf8')) as {
    options: Record<string, unknown>;
  };
  let made: Uint8Array | null = null;
  const { error, stderr } = await asc.main(
    ['index.ts', ...argumentsOf({ ...options, outFile: 'core.wasm' }), '--baseDir', folder],
    {
      writeFile: (name, contents) => {
        if (name === 'core.wasm') made = contents as Uint8Array;
      },
    },
  );
  assert.is(error, null, stderr.toString());
  assert.ok(
    Buffer.from(made ?? []).equals(readFileSync(join(sweepFolder, 'core.wasm'))),
    'the sources of lib/engine/sweep/core have changed: run npm run core',
  );
});

function argumentsOf(options: Record<string, unknown>): string[] {
  return Object.entries(options).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, Array.isArray(value) ? value.join(',') : String(value)],
  );
}

const Seat = record('Seat', { taken: uint(9), by: uint(4) });

/** One seat that the first of many tasks takes, in one of many ways: one state with as many successors as there are ways. */
function seatFor(tasks: number, ways: number): Scenario {
  const memory = { seat: one(Seat) };
  type K = KernelOf<typeof memory, object>;
  const take = kernelFunction('take', function* (k: K, task: number) {
    const alternatives = Array.from({ length: ways }, (_, way) => {
      const takes = () => {
        k.seat.taken = way + 1;
        k.seat.by = task;
      };
      return [`way ${way}`, { when: () => k.seat.taken === 0, do: takes }] as const;
    });
    yield* k.choose('take', Object.fromEntries(alternatives));
  });
  return scenario({
    name: `seat ${tasks} ${ways}`,
    about: 'many ways out of one state',
    memory,
    tasks: Array.from({ length: tasks }, (_, task) => ({ name: `task${task}`, run: (k: K) => take(k, task) })),
    harms: [
      {
        id: 'last',
        name: 'the last way of the last task',
        found: (k: K) => k.seat.taken === ways && k.seat.by === tasks - 1,
      },
      { id: 'other', name: 'a way that there is not', found: (k: K) => k.seat.taken > ways },
    ],
  });
}

test('is there room for all successors of a state, however many they are?', () => {
  const decision = decide(seatFor(16, 255), nothingWhole);
  assert.equal(
    decision.harms.map(({ verdict, shortest }) => `${verdict} ${shortest}`),
    ['Sometimes 1', 'Never null'],
  );
  assert.is(decision.stored, 1 + 16 * 255);
});

const all = { a: true, b: true, c: true };
const unlimited = { maxStates: 1e9, maxBytes: 4e9, maxSeconds: 1e6 };

test('is every step taken once, by one thread or another?', async () => {
  const recipe = { module: import.meta.resolve('pinlab/bench/gup-model'), name: 'gupModel', args: [2, 2, all, true] };
  const limits = { ...unlimited, reduced: false };
  const alone = sweep(gupModel(2, 2, all, true), limits);
  assert.equal([alone.states, alone.steps], [129_003, 487_558]);
  const sharing = { threads: 3, aloneStates: 100, aloneMs: 1e6, together: true };
  const shared = await sweepOnCores(recipe, gupModel(2, 2, all, true), { ...limits, ...sharing });
  assert.equal({ ...shared, bytes: 0 }, { ...alone, bytes: 0 });
});

test('does a search whose budget is spent say that it does not know?', () => {
  for (const budget of [{ maxStates: 3000 }, { maxBytes: 3_000_000 }, { maxSeconds: 0.02 }]) {
    const { complete, harms } = decide(gupModel(3, 2, all, true), { ...nothingWhole, ...budget });
    assert.is(complete, false, JSON.stringify(budget));
    assert.ok(
      harms.every(({ verdict }) => verdict === 'unknown'),
      JSON.stringify(budget),
    );
  }
});

test('do less than 64 bytes a state do for a large search?', () => {
  const { bytes, states } = sweep(gupModel(3, 2, all, true), { ...unlimited, reduced: true });
  assert.is(states, 830_077);
  assert.ok(bytes / states < 64, `${bytes / states} bytes a state`);
});

test('may a thread that is let in begin before the meeting has ended?', () => {
  const memory = newSweepMemory();
  const cells = new Int32Array(memory.buffer);
  const [states, halt] = [272 / 4, 304 / 4];
  const first = new Meeting(memory);
  const second = new Meeting(memory);
  cells[states] = 1;
  first.open();
  second.watch();
  second.ask(1);
  cells[states] = 2;
  cells[halt] = 1;
  assert.ok(first.come(true, 0), 'it is alone');
  const meanwhile: boolean[] = [];
  const grow = () => meanwhile.push(second.isLetIn(1), second.isInside(1)) > 0;
  first.lead({ grow, maxStates: 10, allHarms: 0 });
  assert.equal([...meanwhile, second.isInside(1)], [true, false, true]);
});

type Plain = string | number | boolean;

/** A task that goes on differently after each result. */
function resultsOf(results: readonly Plain[]): Expansion {
  const memory = { seat: one(Seat) };
  type K = KernelOf<typeof memory, object>;
  const told = kernelFunction('told', function* (k: K, _result: Plain) {
    yield* k.step('told', () => {});
  });
  const run = function* (k: K) {
    const ways = results.map((result, way) => [`way ${way}`, (): Plain => result] as const);
    yield* told(k, yield* k.choose<Plain>('tell', Object.fromEntries(ways)));
  };
  const tasks = [{ name: 'teller', run }];
  return new Expansion(scenario({ name: 'results', about: 'of all kinds', memory, tasks, harms: [] }));
}

test('do threads give positions the same numbers, whatever a step returns?', () => {
  const results = ['a \u{1f512} lock', -0.5, Number.NaN, 'x'.repeat(200_000), true];
  const buffer = newPositionLog();
  const [one, other] = [resultsOf(results), resultsOf(results)];
  const log = new PositionLog(buffer, one);
  results.forEach((result, way) => {
    log.extend(0, one.automata[0]!.nodes[0]!, way, result);
  });
  new PositionLog(buffer, other).catchUp();
  const histories = ({ automata }: Expansion) => automata[0]!.nodes.map(({ history }) => history);
  assert.equal(
    histories(one).slice(1),
    results.map((result) => [result]),
  );
  assert.equal(histories(other), histories(one));
});

test('is it an error when a worker has died in the middle of a new position, and no endless wait?', () => {
  const buffer = newPositionLog();
  new Int32Array(buffer)[0] = 1;
  const expansion = resultsOf([1]);
  const log = new PositionLog(buffer, expansion, 0.1);
  assert.throws(() => log.extend(0, expansion.automata[0]!.nodes[0]!, 0, 1), /ended without an answer/);
});

test('is room that there is not refused, so that nobody gets room twice?', () => {
  const memory = newSweepMemory();
  assert.throws(() => memory.grow(65_536 - memory.buffer.byteLength / 65_536), RangeError);
  const nothing = () => 0;
  const core = coreOn(memory, { run: nothing, look: nothing, found: nothing, exchange: nothing } as CoreHost);
  core.openMemory();
  const before = core.taken();
  for (const bytes of [2 ** 32 - 1, 2 ** 32 - 8, 2 ** 32 - 65_536, 2 ** 32 - 300_000]) assert.is(core.take(bytes), 0);
  assert.is(core.taken(), before);
});

test.run();
