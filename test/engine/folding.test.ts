// Folding must lose nothing: a search with folding reaches the memories that one without reaches,
// in fewer states, and the checks that guard it pass whatever is well formed, at little cost.
import fc from 'fast-check';
import { gupModel } from 'pinlab/bench/gup-model';
import { assignedOutside } from 'pinlab/engine/assignments';
import { CallStack } from 'pinlab/engine/call-stack';
import { checkFolding } from 'pinlab/engine/folding-checks';
import {
  again,
  bool,
  type KernelOf,
  kernelFunction,
  ModelError,
  one,
  pool,
  record,
  type Scenario,
  type Search,
  scenario,
  search,
  sec,
  uint,
} from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from './random-scenario.js';

/** Every memory a search reached, as text. */
function memories(found: Search): Set<string> {
  const texts = new Set<string>();
  for (let state = 0; state < found.store.count; state++) texts.add(found.memoryOf(state).join());
  return texts;
}

/** Explores with and without folding and compares; returns how many states each took. */
function compare(of: Scenario): [number, number] {
  const folded = search(of);
  const whole = search(of, { fold: false });
  assert.ok(folded.complete && whole.complete);
  assert.equal([...memories(folded)].sort(), [...memories(whole)].sort(), of.name);
  assert.ok(
    folded.store.count <= whole.store.count,
    `${of.name}: ${folded.store.count} and ${whole.store.count} states`,
  );
  checkFolding(folded);
  checkFolding(whole);
  return [folded.store.count, whole.store.count];
}

const Page = record('Page', { dirty: bool, writeback: bool, locked: bool, pins: uint(2) });
const Machine = record('Machine', { tries: uint(2), lease: bool });
const shape = { pages: pool(Page, 2), machine: one(Machine) };
type K = KernelOf<typeof shape, object>;

const lockPage = kernelFunction('lock_page', function* (k: K, p: number) {
  const page = k.pages[p]!;
  yield* k.step('lock', {
    when: () => !page.locked,
    do: () => {
      page.locked = true;
    },
  });
});
const unlockPage = kernelFunction('unlock_page', function* (k: K, p: number) {
  yield* k.step('unlock', () => {
    k.pages[p]!.locked = false;
  });
});
const cleanPage = kernelFunction('clean_page', function* (k: K, p: number) {
  const page = k.pages[p]!;
  yield* lockPage(k, p);
  const dirty = yield* k.step('dirty?', () => page.dirty);
  const pinned = yield* k.step('pinned?', () => page.pins > 0);
  if (dirty && !pinned)
    yield* k.step('write back', () => {
      page.dirty = false;
    });
  yield* unlockPage(k, p);
  if (p + 1 < k.pages.length) return again(p + 1);
});
const pinPage = kernelFunction('pin_page', function* (k: K, p: number) {
  const page = k.pages[p]!;
  const pinned = yield* k.step('try to pin', () => {
    if (page.locked) return false;
    page.pins++;
    page.dirty = true;
    return true;
  });
  if (!pinned) {
    const more = yield* k.step('once more?', () => (k.machine.tries < 3 ? ++k.machine.tries > 0 : false));
    return more ? again(p) : false;
  }
  yield* k.step('unpin', () => {
    page.pins--;
  });
  return true;
});
const leaseBreak = kernelFunction('break_lease', function* (k: K) {
  const how = yield* k.wait('wait for the holder', () => !k.machine.lease, 'lease', {
    timeoutNs: sec(45),
    timer: 'lease break',
  });
  if (how === 'timeout')
    yield* k.step('remove the lease', () => {
      k.machine.lease = false;
    });
});
const readAll = {
  name: 'read',
  run: function* (k: K) {
    for (const page of k.pages) yield* pinPage(k, page.index);
  },
};
const fsync = { name: 'fsync', run: (k: K) => cleanPage(k, 0) };
const truncate = { name: 'truncate', run: (k: K) => leaseBreak(k) };
const holder = {
  name: 'holder',
  run: function* (k: K) {
    yield* k.step('take the lease', () => {
      k.machine.lease = true;
    });
    yield* k.step('give it back', {
      do: () => {
        k.machine.lease = false;
      },
      owner: 'user',
    });
  },
};
const make = (
  name: string,
  tasks: Parameters<typeof scenario<typeof shape>>[0]['tasks'],
  before: { task: string; step: string; timer: string }[] = [],
) => scenario({ name, about: 'for folding', memory: shape, tasks, before });

const finite: Scenario[] = [
  make('read and fsync', [readAll, fsync]),
  make('two fsyncs', [fsync, { ...fsync, name: 'fsync2' }]),
  make('lease', [truncate, holder]),
  make('prompt lease', [truncate, holder], [{ task: 'holder', step: 'give it back', timer: 'lease break' }]),
  make('read, fsync and lease', [readAll, fsync, truncate, holder]),
];
for (const one of finite)
  test(`does folding lose nothing in ‹${one.name}›?`, () => {
    compare(one);
  });

test('does folding lose nothing in the SPIN model, and save states?', () => {
  const [folded, whole] = compare(gupModel(1, 1, { a: true, b: true, c: true }, false));
  assert.is(folded, 770);
  assert.ok(whole > folded);
});

test('does folding lose nothing in 200 random scenarios, and pass every check?', () => {
  let saved = 0;
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const [folded, whole] = compare(randomScenario(seed));
      if (folded < whole) saved++;
    }),
    { numRuns: 200, seed: 1 },
  );
  assert.ok(saved > 50, `folding saved states in ${saved} of them`);
});

/** Call stack texts that forget something, as a mistake in folding would. */
const forgetful: Record<string, (key: string) => string> = {
  arguments: (key) => key.replace(/\([^()]*\)/g, '()'),
  'the outermost results': (key) => key.replace(/^\[[^\]]*\]/, '[]'),
  'the innermost results': (key) => key.replace(/\[[^\]]*\]$/, '[]'),
};
for (const [what, forget] of Object.entries(forgetful))
  test(`is it noticed when folding forgets ${what} and loses memories?`, () => {
    const { key } = CallStack.prototype;
    let noticed = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const truth = memories(search(randomScenario(seed)));
      CallStack.prototype.key = function () {
        return forget(key.call(this));
      };
      try {
        const found = search(randomScenario(seed));
        checkFolding(found);
        assert.equal(memories(found), truth, `seed ${seed}: memories were lost in silence`);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        noticed++;
      } finally {
        CallStack.prototype.key = key;
      }
    }
    assert.ok(noticed > 0);
  });

test('is −0 a result like any other, and another than 0?', () => {
  const told = kernelFunction('told', function* (k: K, before: number) {
    const now = yield* k.choose<number>('tell', { zero: () => 0, minus: () => -0, half: () => 0.5 });
    if (Object.is(now, -0) && Object.is(before, 0.5))
      yield* k.step('pin', () => {
        k.pages[0]!.pins = 1;
      });
    return again(now);
  });
  const found = search(make('minus', [{ name: 'tells', run: (k: K) => told(k, 1) }]));
  checkFolding(found);
  assert.ok(found.complete);
  assert.is(memories(found).size, 2);
  assert.is(
    found.store.count,
    9,
    'at the choice after 1, and after 0, −0 and 0.5 with a pin and without; at the pin, both',
  );
});

test('is the same search checked alike?', () => {
  const found = search(randomScenario(7));
  assert.equal(checkFolding(found), checkFolding(found));
  assert.equal(checkFolding(search(randomScenario(7))), checkFolding(found));
});

test('does a search cut short pass?', () => {
  for (const seed of [1, 2, 3, 4, 5])
    for (const edges of [true, false])
      for (const maxStates of [1, 20, 60]) checkFolding(search(randomScenario(seed), { maxStates, edges }));
});

test('does a search without edges or detectors pass?', () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    checkFolding(search(randomScenario(seed), { edges: false }));
    checkFolding(search(randomScenario(seed), { detect: false }));
  }
});

test('does a machine that stops pass?', () => {
  const stopping = scenario({
    name: 'BUG',
    about: 'stops',
    memory: shape,
    tasks: [readAll, fsync],
    stopsWhen: (k: K) => k.pages[1]!.pins > 0,
  });
  const found = search(stopping);
  assert.ok(found.stopped.size > 0);
  checkFolding(found);
});

test('are the checks cheap, and do they say what they left out?', () => {
  const found = search(gupModel(2, 2, { a: true, b: true, c: true }, false));
  checkFolding(found);
  const before = process.cpuUsage();
  const report = checkFolding(found);
  const { user, system } = process.cpuUsage(before);
  assert.ok((user + system) / 1000 < 300, `${(user + system) / 1000} ms`);
  assert.is(report.nodesLeftOut, 0);
  assert.ok(report.folded > 10 && report.walks > 100 && report.steps > 1000 && report.comparisons > 300);
});

test('are many positions checked evenly, within the bounds?', () => {
  const wander = kernelFunction('wander', function* (k: K, x: number, y: number) {
    const way = yield* k.choose<string>('way', { right: () => 'right', up: () => 'up' });
    return way === 'right' ? again((x + 1) % 50, y) : again(x, (y + 1) % 50);
  });
  const found = search(make('many positions', [{ name: 'wanderer', run: (k: K) => wander(k, 0, 0) }, holder]));
  const before = process.cpuUsage();
  const report = checkFolding(found);
  const { user, system } = process.cpuUsage(before);
  assert.ok(report.nodesLeftOut > 0 && report.foldedLeftOut > 0 && report.nodes > 100 && report.folded > 50);
  assert.ok((user + system) / 1000 < 1000, `${(user + system) / 1000} ms ${JSON.stringify(report)}`);
});

test('is a detector with a memory of its own refused?', () => {
  let looks = 0;
  const seen = (limit: number) => () => {
    looks += 1;
    return looks > limit;
  };
  const forgetful = scenario({
    name: 'detector',
    about: 'a detector that counts',
    memory: shape,
    tasks: [fsync],
    harms: [{ id: 'H9', name: 'counted', found: seen(5) }],
  });
  assert.throws(() => checkFolding(search(forgetful)), /detector of harm H9.*may only read the state/);
});

const own: [string, string | null][] = [
  ['() => { x = 1; }', 'x'],
  ['() => { x += 1; }', 'x'],
  ['() => x++', 'x'],
  ['() => --x', 'x'],
  ['() => { x ??= 1; }', 'x'],
  ['() => { other.x = 1; }', 'other.x'],
  ['() => { other.list[0].x = 1; }', 'other.list[0].x'],
  ['function* (k) { this.n = 1; }', 'this.n'],
  ['(a) => { if (b) { b = a; } }', 'b'],
  ['() => { let x = 0; x = 1; }', null],
  ['() => { let a, x = [1, 2], y; x = y = a = 2; }', null],
  ['() => { const { x: [y], ...z } = f(); y = z = 1; }', null],
  ['() => { for (let i = 0; i < n; i++) f(i); }', null],
  ['(page) => { page.dirty = true; page.pins++; }', null],
  ['page => { page = null; }', null],
  ['function* (k, { a, b }) { a = b; k.x.y = 1; }', null],
  ['do() { const n = x === y; return n >= z && a <= b && (c => c != d); }', null],
  ['() => { try { f(); } catch (error) { error = null; } }', null],
  ["() => 'x = 1' + `y = 2` /* z = 3 */", null],
  ['() => { page.dirty = true; pages[0].pins++; list[i] = 1; }', null],
];
test('which assignments reach outside a function?', () => {
  const isField = (name: string) => ['', 'dirty', 'pins'].includes(name);
  for (const [source, name] of own) assert.is(assignedOutside(source, isField), name, source);
  assert.is(
    assignedOutside('() => { page.dirty = true; }', () => false),
    'page.dirty',
  );
});

const Touched = record('Touched', { n: uint(2) });

/** Looks at memory between steps: after so many of them, where the first has returned this. */
function touching(after: number, returned: number): Scenario {
  const memory = { cell: one(Touched) };
  type K = KernelOf<typeof memory, object>;
  const task = kernelFunction('task', function* (k: K) {
    const seen = yield* k.step('look', () => k.cell.n);
    for (let steps = 1; steps < 4; steps++) {
      if (steps === after && seen === returned) void k.cell.n;
      yield* k.step('go on', () => {});
    }
  });
  const add = function* (k: K) {
    yield* k.step('add', () => {
      k.cell.n++;
    });
  };
  const tasks = [
    { name: 'touches', run: (k: K) => task(k) },
    { name: 'adds', run: add },
  ];
  return scenario({ name: 'touching', about: '', memory, tasks });
}

test('is memory touched between steps found while searching, wherever in a task?', () => {
  for (const returned of [0, 1])
    for (const after of [1, 2, 3])
      assert.throws(() => search(touching(after, returned)), /touched cell\.n outside a step/, `${after}, ${returned}`);
  assert.ok(search(touching(1, 2)).complete);
});

test.run();
