// Mistakes a model's author can make, each of which would falsify a verdict: every one must be an
// error that names the task and says what to write instead. Beside them, code that looks alike and
// is well formed, which must pass.

import { checkFolding } from 'pinlab/engine/folding-checks';
import {
  again,
  bool,
  decide,
  explore,
  forEachIndex,
  ghost,
  type KernelOf,
  kernelFunction,
  ModelError,
  type Operation,
  one,
  pool,
  type RecordOf,
  record,
  type Scenario,
  type Step,
  scenario,
  search,
  simulate,
  uint,
} from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const Page = record('Page', { x: bool, y: uint(8), seen: ghost(bool) });
const Count = record('Count', { pins: uint(2) });
type PageView = RecordOf<typeof Page>;
const shape = { pages: pool(Page, 2), count: one(Count) };
interface Constants {
  rules: { careful: boolean };
  list: number[];
}
type K = KernelOf<typeof shape, Constants>;
type Run = (k: K) => Operation<unknown>;

const rules = { careful: true };

/** The task under test beside one that changes what it reads. */
function misuse(run: Run, list: number[] = [1, 2]): Scenario {
  const environment = function* (k: K) {
    for (let i = 0; i < 2; i++)
      yield* k.step(`environment ${i}`, () => {
        k.pages[0]!.x = !k.pages[0]!.x;
      });
  };
  return scenario<typeof shape, Constants>({
    name: 'misuse',
    about: 'one task is wrong',
    memory: shape,
    constants: { rules, list },
    tasks: [
      { name: 'mistaken', run },
      { name: 'environment', run: environment },
    ],
  });
}

/** Explores as `explore` does. */
function explored(run: Run): void {
  checkFolding(search(misuse(run)));
}

/** Decides as `decide` does where all but a few states are searched in classes. */
function decided(run: Run): void {
  decide(misuse(run), { wholeStates: 20 });
}

/** A mistake that shows once in a process. */
const usedUp = 'a list of the module is used up while iterating';

/** A task's mistake, and what the error has to say. */
function caught(name: string, run: Run, ...says: RegExp[]): void {
  const looks = name === usedUp ? { '': explored } : { '': explored, ', on classes of states': decided };
  for (const [how, look] of Object.entries(looks))
    test(`is it caught${how}: ${name}?`, () => {
      let error: unknown = null;
      try {
        look(run);
      } catch (thrown) {
        error = thrown;
      }
      assert.ok(error instanceof ModelError, error === null ? 'it passed' : String((error as Error).stack));
      for (const pattern of [/mistaken/, ...says]) assert.match((error as ModelError).message, pattern);
    });
}

/** Code that looks like a mistake and is none. */
function passes(name: string, run: Run): void {
  test(`does it pass: ${name}?`, () => {
    explored(run);
    decided(run);
  });
}

const read = (k: K) => k.step('read', () => k.pages[0]!.x);
const write = (k: K, y: number) =>
  k.step('write', () => {
    k.pages[1]!.y = y;
  });

// ── state that outlives a call ──

caught(
  'a kernel function is defined inside a task and closes over its local',
  function* (k) {
    let n = 0;
    const f = kernelFunction('f', function* (k: K) {
      if (yield* read(k)) n++;
    });
    yield* f(k);
    yield* f(k);
    yield* write(k, n);
  },
  /defines a kernel function while it runs/,
  /move kernelFunction/,
);

let total = 0;
const addToTotal = kernelFunction('add_to_total', function* (k: K) {
  if (yield* read(k)) total++;
});
caught(
  'a kernel function closes over a mutable variable of its module',
  function* (k) {
    yield* addToTotal(k);
    yield* addToTotal(k);
    yield* write(k, total & 7);
  },
  /sets total|remembers|run again|depends on more/,
  /field of a record|argument/,
);

const local = kernelFunction('count_reads', function* (k: K, left: number) {
  let n = 0;
  if (yield* read(k)) n++;
  if (yield* read(k)) n++;
  yield* write(k, n);
  if (left > 0) return again(left - 1);
});
passes('a kernel function counts in a local of its own and starts over', (k) => local(k, 2));

const sum = kernelFunction('sum', function* (k: K, n: number) {
  return (yield* read(k)) ? n + 1 : n;
});
passes('a count crosses calls as argument and result', function* (k) {
  let n = 0;
  n = yield* sum(k, n);
  n = yield* sum(k, n);
  yield* write(k, n);
});

let index = 0;
const nextIndex = kernelFunction('next_index', function* (k: K) {
  if (index >= 2) return;
  yield* k.step('write', () => {
    k.pages[index]!.y = 1;
  });
  index += 1;
  return again();
});
caught('a loop index is kept outside', (k) => nextIndex(k), /sets index|remembers|run again/, /field of a record/);

const clearPage = kernelFunction('clear_page', function* (k: K, i: number) {
  yield* k.step('clear', () => {
    k.pages[i]!.y = 0;
  });
});
passes('a loop over pages with forEachIndex', (k) => forEachIndex(k, clearPage as never, 0, k.pages.length));
passes('a loop over pages in the task itself', function* (k) {
  for (const page of k.pages)
    yield* k.step('set', () => {
      page.y = page.index + 1;
    });
});

const makeCounter = () => {
  let calls = 0;
  return kernelFunction('counter', function* (k: K) {
    calls = (calls + 1) % 2;
    yield* write(k, calls);
  });
};
const counter = makeCounter();
caught(
  'a kernel function keeps a count in the function that made it',
  (k) => counter(k),
  /counter/,
  /field of a record/,
);

const makeWriter = (y: number) =>
  kernelFunction('writer', function* (k: K) {
    yield* write(k, y);
  });
const [writeOne, writeTwo] = [makeWriter(1), makeWriter(2)];
passes('two kernel functions made with different constants', function* (k) {
  yield* (yield* read(k)) ? writeOne(k) : writeTwo(k);
  yield* read(k);
});

const visits = new WeakMap<object, number>();
const visit = kernelFunction('visit', function* (k: K, page: PageView) {
  const n = (visits.get(page) ?? 0) + 1;
  visits.set(page, n);
  yield* read(k);
  if (n > 3) yield* write(k, 1);
});
caught(
  'a WeakMap counts visits to a record',
  function* (k) {
    yield* visit(k, k.pages[0]!);
    yield* visit(k, k.pages[1]!);
  },
  /run again|another place|fewer steps|other steps|elsewhere/,
);

const parity = new WeakMap<object, number>();
const parityOf = kernelFunction('parity', function* (k: K, page: PageView) {
  const n = 1 - (parity.get(page) ?? 0);
  parity.set(page, n);
  yield* read(k);
  yield* write(k, n);
});
caught(
  'a WeakMap holds a parity',
  (k) => parityOf(k, k.pages[0]!),
  /live run|run again|something else|different memories|remembers/,
);

const names = new Map<number, string>();
const nameOf = (i: number): string => {
  const known = names.get(i);
  if (known !== undefined) return known;
  names.set(i, `page ${i}`);
  return `page ${i}`;
};
passes('a cache of a pure function', function* (k) {
  for (let i = 0; i < 2; i++) yield* k.step(nameOf(i), () => k.pages[i]!.x);
});

const queue: number[] = [];
caught(
  'a list of the module is filled by one step and emptied by another',
  function* (k) {
    yield* k.step('push', () => {
      queue.push(1);
    });
    yield* k.step('pop', () => (queue.pop() ?? 0) + queue.length - 1 > 0);
    yield* write(k, queue.length & 1);
  },
  /step ‹|run again|schedule/,
);

const pending = [1, 2, 3];
caught(
  usedUp,
  function* (k) {
    for (const n of pending.splice(0, 1)) yield* write(k, n);
    yield* read(k);
  },
  /run again|fewer steps|remembers|elsewhere|another place/,
);

const box = { value: 0, full: false };
const putIn = (value: number): void => {
  box.value = value;
};
const fill = kernelFunction('fill', function* (k: K) {
  putIn((yield* read(k)) ? 2 : 3);
});
caught(
  'a kernel function hands on a value through an object of the module, read by an effect',
  function* (k) {
    yield* fill(k);
    yield* k.step('write', () => {
      k.pages[1]!.y = box.value;
    });
  },
  /step ‹write›/,
  /return the value|argument/,
);
caught(
  'a kernel function hands on a value through an object of the module',
  function* (k) {
    yield* fill(k);
    yield* write(k, box.value);
  },
  /step ‹write›/,
  /as an argument/,
);
caught(
  'an effect sets a property that is no field',
  function* (k) {
    yield* k.step('set', () => {
      box.full = true;
    });
    yield* write(k, 1);
  },
  /sets box\.full/,
  /field of a record/,
);

/** Two tasks that talk past the memory, in either order. */
function talk(setFirst: boolean, stepsBefore: number): Scenario {
  const said = new Set<string>();
  const set = {
    name: 'sayer',
    run: function* (k: K) {
      yield* k.step('say', () => said.add('hello').size > 5);
    },
  };
  const wait = {
    name: 'hearer',
    run: function* (k: K) {
      for (let i = 0; i < stepsBefore; i++) yield* write(k, i);
      yield* k.step('hear', { when: () => said.has('hello') });
    },
  };
  return scenario<typeof shape, Constants>({
    name: 'talk',
    about: 'past the memory',
    memory: shape,
    constants: { rules, list: [] },
    tasks: setFirst ? [set, wait] : [wait, set],
  });
}
for (const [first, before] of [
  [true, 0],
  [true, 3],
  [false, 0],
] as const)
  test(`is it caught: two tasks talk past the memory, ${first ? 'the sayer' : 'the hearer'} first, ${before} steps before?`, () => {
    assert.throws(() => checkFolding(search(talk(first, before))), /task (sayer|hearer).*field of a record/);
  });

caught(
  'something is kept on k',
  function* (k) {
    yield* k.step('keep', () => {
      Object.assign(k, { n: 1 });
    });
    yield* write(k, 1);
  },
  /outside the memory/,
  /field of a record/,
);
caught(
  'something is counted on k',
  function* (k) {
    const keep = k as unknown as { n?: number };
    yield* k.step('keep', () => {
      Object.assign(keep, { n: (keep.n ?? 0) + 1 });
    });
    yield* write(k, (keep.n ?? 0) & 1);
  },
  /step ‹keep›: k has no n: /,
);
caught(
  'a pool is misspelt in a guard',
  function* (k) {
    yield* k.step('look', { when: () => (k as unknown as { page?: unknown }).page !== undefined });
    yield* write(k, 1);
  },
  /step ‹look›: k has no page: read one of the pools and constants .*\(pages, count, rules, list\), or ask .* 'page' in k/,
);
caught(
  'something is kept on a view',
  function* (k) {
    const keep = k.pages[0] as unknown as { owner?: string };
    yield* k.step('keep', () => {
      Object.assign(keep, { owner: 'me' });
    });
  },
  /page0 has no field owner/,
  /a record of your own/,
);
caught(
  'a field is misspelt in a guard',
  function* (k) {
    const page = k.pages[0] as unknown as { z?: number };
    yield* k.step('wait', { when: () => page.z !== undefined });
  },
  /step ‹wait›: page0 has no field z: write one that it has \(x, /,
);
test('is a field that a detector misspells refused, and no task blamed for it?', () => {
  const misspelt = scenario<typeof shape, Constants>({
    name: 'misspelt',
    about: 'a harm that could never be seen',
    memory: shape,
    constants: { rules, list: [] },
    tasks: [
      {
        name: 'writer',
        *run(k) {
          yield* write(k, 1);
        },
      },
    ],
    harms: [{ id: 'gone', name: 'gone', found: (k) => (k.pages[0] as unknown as { gone: boolean }).gone }],
  });
  for (const how of [() => explore(misspelt), () => decide(misspelt), () => simulate(misspelt)])
    assert.throws(
      how,
      (error: unknown) => error instanceof ModelError && /^harm gone: page0 has no field gone/.test(error.message),
    );
});
caught(
  'the list of records is reordered',
  function* (k) {
    yield* k.step('sort', () => {
      (k.pages as PageView[]).reverse();
    });
    yield* write(k, 1);
  },
  /outside the memory/,
);

const firstRead = new WeakMap<object, boolean>();
caught(
  'the first result is kept for each k',
  function* (k) {
    const x = yield* read(k);
    if (!firstRead.has(k)) firstRead.set(k, x);
    yield* read(k);
    yield* write(k, firstRead.get(k) ? 1 : 2);
  },
  /step ‹write›/,
  /return the value|as an argument/,
);

const ring = [1, 2, 3];
caught(
  'a list of the module is turned round and round',
  function* (k) {
    ring.push(ring.shift()!);
    yield* read(k);
    yield* write(k, ring[0]!);
  },
  /step ‹write›/,
);

let only: Operation<unknown> | null = null;
caught(
  'a task hands out one generator again and again',
  (k) => {
    only ??= local(k, 1);
    return only;
  },
  /sets only/,
);

const log: string[] = [];
passes('an effect writes to a log that no task reads', function* (k) {
  yield* k.step('note', () => {
    log.push('noted');
  });
  yield* write(k, 1);
});

test('is it caught: a constant is changed?', () => {
  const run: Run = function* (k) {
    yield* k.step('change', () => k.list.push(3) > 0);
  };
  assert.throws(() => checkFolding(search(misuse(run, []))), /constant was changed.*field of a record/);
});

// ── effects and guards ──

caught(
  'an effect sets a local',
  function* (k) {
    let x = false;
    yield* k.step('read', () => {
      x = k.pages[0]!.x;
    });
    yield* write(k, x ? 1 : 0);
  },
  /sets x/,
  /return the value from the step’s effect/,
);
caught(
  'an effect sets a member of a local object',
  function* (k) {
    const got = { x: 5 };
    yield* k.step('read', () => {
      got.x = k.pages[0]!.x ? 1 : 0;
    });
    yield* write(k, got.x);
  },
  /step ‹write›|different memories/,
  /return the value/,
);
caught(
  'an effect fills a local list that is false as often as not',
  function* (k) {
    const got: boolean[] = [];
    yield* k.step('read', () => {
      if (k.pages[0]!.x) got.push(true);
    });
    yield* write(k, got.length);
  },
  /different memories|something else|live run/,
  /return the value/,
);
caught(
  'an effect counts retries in a local object, which matters in the end',
  function* (k) {
    const tries = { n: 0 };
    const failed = () => Object.assign(tries, { n: tries.n + 1 }).n === 0;
    for (let i = 0; i < 3; i++) if (yield* k.step(`try ${i}`, () => k.pages[0]!.x || failed())) break;
    yield* write(k, tries.n);
  },
  /different memories|live run/,
  /return the value/,
);

let calls = 0;
caught(
  'an effect counts in a global',
  function* (k) {
    yield* k.step('read', () => {
      calls++;
    });
    yield* write(k, calls & 255);
  },
  /sets calls/,
  /field of a record/,
);
const callsHidden = { n: 0 };
const countCall = () => ++callsHidden.n;
caught(
  'an effect counts in a global behind a helper',
  function* (k) {
    yield* k.step('read', () => {
      k.pages[1]!.y = countCall() & 63;
    });
  },
  /./,
  /field of a record|return the value|as an argument/,
);
const rare = { n: 0 };
const everyHundredth = () => ++rare.n % 100 === 0;
caught(
  'an effect does something else every hundredth time',
  function* (k) {
    const now = yield* k.step('read', everyHundredth);
    yield* write(k, now ? 1 : 0);
    yield* write(k, 0);
  },
  /./,
  /field of a record|return the value|argument/,
);

caught(
  'an effect uses Math.random',
  function* (k) {
    yield* k.step('write', () => {
      k.pages[1]!.y = Math.floor(Math.random() * 256);
    });
  },
  /step ‹write›/,
  /Math\.random/,
  /k\.choose/,
);
caught(
  'an effect uses Math.random once in a blue moon',
  function* (k) {
    yield* read(k);
    yield* read(k);
    yield* k.step('write', () => {
      if (k.pages[0]!.x && Math.random() < 1e-9) k.pages[1]!.y = 1;
    });
  },
  /Math\.random/,
);
for (const [name, now] of Object.entries({
  'Date.now': () => Date.now(),
  'performance.now': () => performance.now(),
  'new Date': () => new Date().getFullYear(),
}))
  caught(
    `a task keeps ${name} in a local`,
    function* (k) {
      yield* read(k);
      const t = Math.floor(now() * 1000) & 255;
      yield* write(k, t);
    },
    new RegExp(name.replace('.', '\\.')),
    /k\.sleep/,
  );
passes('a fixed date is computed with', function* (k) {
  const day = new Date(86_400_000).getUTCDate();
  yield* write(k, day);
});

caught(
  'a guard writes',
  function* (k) {
    yield* k.step('go', {
      when: () => {
        k.pages[1]!.y = 1;
        return true;
      },
    });
  },
  /step ‹go› wrote page1\.y in a guard/,
  /move the assignment to the step’s do/,
);
caught(
  'a guard of a choice writes',
  function* (k) {
    yield* k.choose('which', {
      one: {
        when: () => {
          k.pages[1]!.y++;
          return false;
        },
      },
      two: () => undefined,
    });
  },
  /wrote page1\.y in a guard|read|guard/,
  /step’s do/,
);
caught(
  'an effect reads a ghost',
  function* (k) {
    yield* k.step('look', () => k.pages[0]!.seen);
  },
  /step ‹look› read the ghost page0\.seen/,
  /k\.ghost/,
);
caught(
  'a guard reads a ghost',
  function* (k) {
    yield* k.step('look', { when: () => !k.pages[0]!.seen });
  },
  /step ‹look› read the ghost page0\.seen/,
  /detectors/,
);
caught(
  'an effect writes a ghost outside k.ghost and reads it back',
  function* (k) {
    yield* k.step('look', () => {
      k.pages[0]!.seen = !k.pages[0]!.seen;
    });
  },
  /ghost/,
);
passes('an effect writes a ghost inside k.ghost', function* (k) {
  yield* k.step('mark', () => {
    k.pages[0]!.y = 1;
    k.ghost(() => {
      k.pages[0]!.seen = true;
    });
  });
});
caught(
  'k.ghost writes a real field',
  function* (k) {
    yield* k.step('mark', () => {
      k.ghost(() => {
        k.pages[0]!.y = 1;
      });
    });
  },
  /inside k\.ghost/,
);
caught(
  'memory is read outside a step',
  function* (k) {
    yield* read(k);
    if (k.pages[0]!.x) yield* write(k, 1);
  },
  /touched page0\.x outside a step/,
  /wrap it in k\.step/,
);
caught(
  'memory is written outside a step',
  function* (k) {
    yield* read(k);
    k.pages[0]!.y = 1;
  },
  /wrote page0\.y outside a step/,
  /into the effect/,
);
caught(
  'a field overflows',
  function* (k) {
    for (let i = 0; i < 5; i++)
      yield* k.step(`pin ${i}`, () => {
        k.count.pins++;
      });
  },
  /step ‹pin 3› set count\.pins to 4/,
  /widen the field/,
);
passes('an effect computes with locals of its own', function* (k) {
  yield* k.step('count', () => {
    let n = 0;
    const { length } = k.pages;
    for (let i = 0; i < length; i++) n += k.pages[i]!.x ? 1 : 0;
    k.pages.forEach((page) => {
      if (page.x) n++;
    });
    k.pages[1]!.y = n;
  });
});

// ── what crosses a step or a call ──

caught(
  'a step returns a record',
  function* (k) {
    yield* k.step('find', () => k.pages[0] as never);
  },
  /step ‹find› returned the record page0/,
  /k\.find/,
);
caught(
  'a step returns an object',
  function* (k) {
    yield* k.step('pair', () => ({ a: 1 }) as never);
  },
  /step ‹pair› returned an object/,
  /plain value/,
);
caught(
  'k.find returns a plain value',
  function* (k) {
    yield* k.find('find', () => 1 as never);
  },
  /k\.find ‹find› returned a number/,
  /return a record/,
);
passes('k.find returns a record or nothing', function* (k) {
  const page = yield* k.find('find', () => k.pages.find((p) => p.x));
  if (page)
    yield* k.step('set', () => {
      k.pages[page.index]!.y = 2;
    });
});

const takesObject = kernelFunction('takes_object', function* (k: K, what: never) {
  yield* write(k, (what as { n: number }).n);
});
caught(
  'an object is passed to a kernel function',
  (k) => takesObject(k, { n: 1 } as never),
  /an object/,
  /pass its parts one by one/,
);
const returnsObject = kernelFunction('returns_object', function* (k: K) {
  return { x: yield* read(k) } as never;
});
caught(
  'a kernel function returns an object',
  function* (k) {
    const { x } = (yield* returnsObject(k)) as { x: boolean };
    yield* write(k, x ? 1 : 0);
  },
  /an object/,
  /pass its parts one by one/,
);
const takesMany = kernelFunction('takes_many', function* (k: K, ...parts: number[]) {
  parts[0] = parts[0]! + 1;
  yield* read(k);
  yield* write(k, parts[0]! + parts.length);
  if (parts.length > 1) return again(...parts.slice(1));
});
passes('a kernel function changes its own arguments', (k) => takesMany(k, 1, 2, 3));

// ── yield ──

caught(
  'a step without yield*',
  function* (k) {
    write(k, 1);
    yield* read(k);
  },
  /‹read›, or one before it, without yield\*/,
  /write yield\* in front/,
);
caught(
  'a call without yield*',
  function* (k) {
    clearPage(k, 0);
    yield* read(k);
  },
  /without yield\*/,
);
caught(
  'a last step without yield*',
  function* (k) {
    yield* read(k);
    write(k, 1);
  },
  /‹write›.*without yield\*/,
);
caught(
  'yield instead of yield* on a call',
  function* (k) {
    yield clearPage(k, 0) as unknown as Step;
  },
  /yielded/,
  /with the star/,
);
passes('yield instead of yield* on a step, which does the same', function* (k) {
  const x = (yield read(k) as unknown as Step) as unknown as boolean;
  yield* write(k, x ? 1 : 0);
});
caught(
  'one step object is used twice',
  function* (k) {
    const step = write(k, 1);
    yield* step;
    yield* step;
    yield* read(k);
  },
  /twice|without yield\*/,
);
caught(
  'a loop without again',
  function* (k) {
    while (!(yield* read(k)));
  },
  /a loop that never starts over/,
  /return again/,
);

// ── the checks themselves ──

test('are chance and time given back?', () => {
  const { random } = Math;
  const { now } = Date;
  explored(function* (k) {
    yield* read(k);
  });
  assert.throws(() =>
    explored(function* (k) {
      yield* k.step('chance', () => Math.random() > 2);
    }),
  );
  assert.is(Math.random, random);
  assert.is(Date.now, now);
  assert.ok(new Date().getFullYear() > 2000);
  assert.ok(!Object.hasOwn(performance, 'now'));
});

test.run();
