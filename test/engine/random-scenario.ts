// Small random scenarios: two or three tasks on a few records, made of everything the engine has:
// locks, guards, waits with time-outs, choices, finds, references, nested kernel functions, retry
// loops bounded by memory, sleeps, daemons, ghosts, a timer with a declared order.
//
// Every run ends or blocks, with or without folding, on the clock as in the explorer: nothing
// loops but what uses up a budget that the memory holds. The same seed gives the same scenario.
import {
  again,
  type Before,
  bool,
  type Cost,
  forEachIndex,
  ghost,
  type Kernel,
  type KernelFunction,
  type KernelOf,
  kernelFunction,
  ms,
  ns,
  type Operation,
  type Owner,
  one,
  oneOf,
  pool,
  type RecordOf,
  record,
  ref,
  type Scenario,
  scenario,
  type Task,
  uint,
  us,
} from 'pinlab/engine/index';
import { Random } from 'pinlab/engine/random';

const Cell = record('Cell', {
  flag: bool,
  value: uint(2),
  locked: bool,
  mode: oneOf('idle', 'busy', 'done'),
  touched: ghost(bool),
});
const Link = record('Link', { to: ref(() => Cell) });
const System = record('System', { budget: uint(2), work: uint(2), gate: bool });
type CellView = RecordOf<typeof Cell>;

const shape = (cells: number, budget: number) => ({
  cells: pool(Cell, cells),
  link: one(Link),
  system: one(System, { budget }),
});
type K = KernelOf<ReturnType<typeof shape>, { limit: number }>;

/** A piece of a task's code, acting on the cell it is given. */
type Code = (k: K, cell: CellView) => Operation<unknown>;
type Function = KernelFunction<K, readonly [CellView, number], number>;

const timerName = 'patience';

/** Draws one scenario's code. Functions are made while drawing, before any task runs. */
class Writer {
  /** Steps owned by user space, for a declared order. */
  readonly userSteps: { task: string; step: string }[] = [];
  task = '';
  #count = 0;
  #callable: Function[] = [];

  constructor(readonly random: Random) {}

  /** Code of about `size` steps. */
  block(size: number): Code {
    const parts: Code[] = [];
    for (let left = size; left > 0; ) {
      const used = Math.min(left, 1 + this.random.below(3));
      parts.push(this.#piece(used));
      left -= used;
    }
    return function* (k, cell) {
      for (const part of parts) yield* part(k, cell);
    };
  }

  #piece(size: number): Code {
    const simple = [
      this.#write,
      this.#write,
      this.#write,
      this.#wait,
      this.#lend,
      this.#sleep,
      this.task === 'worker' ? this.#write : this.#queueWork,
    ];
    const nested = [
      this.#test,
      this.#lock,
      this.#choose,
      this.#call,
      this.#retry,
      this.#find,
      this.#each,
      this.#outcomeOfCall,
      this.#waitWithTimeout,
    ];
    const kinds = size === 1 ? simple : nested;
    return kinds[this.random.below(kinds.length)]!.call(this, size - 1);
  }

  #label(what: string): string {
    return `${what} ${this.#count++}`;
  }

  #cost(): Cost {
    const costs: Cost[] = [
      0,
      ns(300),
      us(2),
      { ns: us(5), shape: 'lognormal', spread: 0.5 },
      { ns: us(3), shape: 'exponential' },
    ];
    return costs[this.random.below(costs.length)]!;
  }

  #owner(label: string): Owner {
    const owner = (['kernel', 'kernel', 'device', 'user'] as const)[this.random.below(4)]!;
    if (owner === 'user') this.userSteps.push({ task: this.task, step: label });
    return owner;
  }

  #guard(): (k: K, cell: CellView) => boolean {
    const guards: ((k: K, cell: CellView) => boolean)[] = [
      (_, cell) => cell.flag,
      (_, cell) => !cell.flag,
      (_, cell) => cell.value < 2,
      (k) => k.cells.some((one) => one.mode === 'idle'),
      (k) => !k.system.gate,
      (k, cell) => k.link.to !== cell,
    ];
    return guards[this.random.below(guards.length)]!;
  }

  #change(): (k: K, cell: CellView) => void {
    const changes: ((k: K, cell: CellView) => void)[] = [
      (k, cell) => {
        cell.flag = true;
        k.ghost(() => {
          cell.touched = true;
        });
      },
      (_, cell) => {
        cell.flag = !cell.flag;
      },
      (k, cell) => {
        cell.value = (cell.value + 1) % k.limit;
      },
      (_, cell) => {
        cell.mode = cell.mode === 'idle' ? 'busy' : 'done';
      },
      (k) => {
        k.system.gate = !k.system.gate;
      },
      (k, cell) => {
        k.cells.at(-1)!.value = cell.flag ? 1 : 0;
      },
    ];
    return changes[this.random.below(changes.length)]!;
  }

  #write(): Code {
    const label = this.#label('write');
    const change = this.#change();
    const guard = this.random.below(3) === 0 ? this.#guard() : undefined;
    const owner = this.#owner(label);
    const cost = this.#cost();
    return function* (k, cell) {
      const step = { do: () => change(k, cell), cost, owner };
      yield* k.step(label, guard === undefined ? step : { ...step, when: () => guard(k, cell), waitsFor: 'a guard' });
    };
  }

  #wait(): Code {
    const label = this.#label('wait');
    const guard = this.#guard();
    return function* (k, cell) {
      yield* k.wait(label, () => guard(k, cell), 'a guard');
    };
  }

  #waitWithTimeout(size: number): Code {
    const label = this.#label('wait at most');
    const guard = this.#guard();
    const late = this.block(size);
    const timeoutNs = [us(1), us(20), ms(1)][this.random.below(3)]!;
    const timer = this.random.below(2) === 0 ? timerName : undefined;
    return function* (k, cell) {
      const how = yield* k.wait(
        label,
        () => guard(k, cell),
        'a guard',
        timer === undefined ? { timeoutNs } : { timeoutNs, timer },
      );
      if (how === 'timeout') yield* late(k, cell);
    };
  }

  #lend(): Code {
    const label = this.#label('link');
    return function* (k, cell) {
      yield* k.step(label, () => {
        k.link.to = k.link.to === null ? cell : null;
      });
    };
  }

  #sleep(): Code {
    const label = this.#label('sleep');
    const duration = this.#cost();
    const owner = this.#owner(label);
    return function* (k) {
      yield* k.sleep(duration, { label, owner });
    };
  }

  #queueWork(): Code {
    const label = this.#label('queue work');
    return function* (k) {
      yield* k.step(label, { when: () => k.system.work < 3, do: () => k.system.work++, waitsFor: 'room in the queue' });
    };
  }

  #test(size: number): Code {
    const label = this.#label('test');
    const guard = this.#guard();
    const yes = this.block(size);
    const no = this.block(1);
    return function* (k, cell) {
      yield* (yield* k.step(label, () => guard(k, cell))) ? yes(k, cell) : no(k, cell);
    };
  }

  #lock(size: number): Code {
    const label = this.#label('lock');
    const body = this.block(size);
    return function* (k, cell) {
      yield* lockCell(k, cell, label);
      yield* body(k, cell);
      yield* unlockCell(k, cell, label);
    };
  }

  #choose(size: number): Code {
    const label = this.#label('choose');
    const guard = this.#guard();
    const changes = [this.#change(), this.#change()];
    const body = this.block(size);
    const cost = this.#cost();
    return function* (k, cell) {
      const taken = <R>(change: (k: K, cell: CellView) => void, result: R): R => {
        change(k, cell);
        return result;
      };
      const chosen = yield* k.choose<string | number>(label, {
        first: { when: () => guard(k, cell), do: () => taken(changes[0]!, 'first'), cost },
        second: () => taken(changes[1]!, cell.value),
        third: { when: () => !guard(k, cell), do: () => 'third' },
      });
      if (chosen === 'first' || chosen === 1) yield* body(k, cell);
    };
  }

  /** A kernel function with a block as its body, which may be called from several places. */
  #function(size: number): Function {
    const known = this.#callable;
    if (this.task !== 'worker' && known.length > 0 && this.random.below(3) === 0)
      return known[this.random.below(known.length)]!;
    const body = this.block(size);
    const label = this.#label('result');
    const made = kernelFunction(`function_${this.#count++}`, function* (k: K, cell: CellView, n: number) {
      yield* body(k, cell);
      return yield* k.step(label, () => (cell.value + n) % 2);
    });
    this.#callable.push(made);
    return made;
  }

  #call(size: number): Code {
    const called = this.#function(size);
    const n = this.random.below(3);
    return function* (k, cell) {
      yield* called(k, cell, n);
    };
  }

  /** Two calls whose results decide what comes next: locals that live across calls. */
  #outcomeOfCall(size: number): Code {
    const called = this.#function(size);
    const body = this.block(1);
    const label = this.#label('sum');
    return function* (k, cell) {
      const first = yield* called(k, cell, 1);
      if (first === 0) return;
      const found = yield* k.step(label, () => cell.value === first);
      if (found) yield* body(k, cell);
    };
  }

  #retry(size: number): Code {
    const body = this.block(size);
    const guard = this.#guard();
    const label = this.#label('try');
    const retry = kernelFunction(`retry_${this.#count++}`, function* (k: K, cell: CellView, tries: number) {
      if (yield* k.step(label, () => guard(k, cell))) return tries;
      const paid = yield* k.step(`${label}: pay`, {
        do: () => {
          if (k.system.budget === 0) return false;
          k.system.budget--;
          return true;
        },
        cost: us(1),
      });
      if (!paid) return -1;
      yield* body(k, cell);
      return again(k.cells[(cell.index + 1) % k.cells.length]!, 1 - tries);
    });
    return function* (k, cell) {
      yield* retry(k, cell, 0);
    };
  }

  #find(size: number): Code {
    const label = this.#label('find');
    const guard = this.#guard();
    const byLink = this.random.below(3) === 0;
    const body = this.block(size);
    return function* (k, cell) {
      const found = yield* k.find(label, () => (byLink ? k.link.to : k.cells.find((one) => guard(k, one))));
      if (found) yield* body(k, k.cells[found.index] ?? cell);
    };
  }

  #each(): Code {
    const body = this.#write();
    const each = kernelFunction(`each_${this.#count++}`, function* (k: K, i: number) {
      yield* body(k, k.cells[i]!);
    });
    return function* (k) {
      yield* forEachIndex(k as Kernel, each as never, 0, k.cells.length);
    };
  }
}

const lockCell = kernelFunction('lock', function* (k: K, cell: CellView, label: string) {
  yield* k.step(label, {
    when: () => !cell.locked,
    do: () => {
      cell.locked = true;
    },
    waitsFor: 'the lock',
  });
});

const unlockCell = kernelFunction('unlock', function* (k: K, cell: CellView, label: string) {
  yield* k.step(`un${label}`, () => {
    cell.locked = false;
  });
});

/** A daemon that does queued work: its rounds are bounded by what is queued. */
function worker(body: Code): Task<K> {
  const round = kernelFunction('worker', function* (k: K) {
    yield* k.wait('wait for work', () => k.system.work > 0, 'work');
    yield* k.step('take work', { do: () => k.system.work--, cost: us(1) });
    yield* body(k, k.cells[0]!);
    return again();
  });
  return { name: 'worker', daemon: true, run: (k) => round(k) };
}

/**
 * A random scenario in which two or three tasks make the same call, and perhaps another task
 * something else.
 * @param seed any whole number
 */
export function twinScenario(seed: number): Scenario {
  const random = new Random(seed);
  const writer = new Writer(random);
  const twins = 2 + (random.below(3) === 0 ? 1 : 0);
  writer.task = 'worker';
  const code = writer.block(twins === 2 ? 3 + random.below(4) : 2 + random.below(3));
  const twin = kernelFunction('twin', function* (k: K, cell: CellView) {
    yield* code(k, cell);
  });
  const tasks: Task<K>[] = Array.from({ length: twins }, (_, i) => ({
    name: `twin${i}`,
    run: (k: K) => twin(k, k.cells[0]!),
  }));
  if (random.below(2) === 0) {
    const other = writer.block(2);
    tasks.splice(random.below(twins + 1), 0, { name: 'other', run: (k) => other(k, k.cells[0]!) });
  }
  return scenario({
    name: `twins ${seed}`,
    about: 'drawn from a seed',
    memory: shape(1 + random.below(2), 1 + random.below(2)),
    constants: { limit: 2 + random.below(2) },
    tasks,
    harms: [
      { id: 'both', name: 'done and locked', found: (k) => k.cells.some((c) => c.locked && c.mode === 'done') },
      { id: 'high', name: 'a high value', found: (k) => k.cells.some((cell) => cell.value > 1) },
      { id: 'open', name: 'an open gate', found: (k) => k.system.gate },
    ],
  });
}

/** The same twins in a machine that stops, as at a BUG, once a cell has a value. */
export function stoppingTwins(seed: number): Scenario {
  return { ...twinScenario(seed), stopsWhen: (k) => (k as unknown as K).cells.some((cell) => cell.value > 0) };
}

/**
 * A random scenario.
 * @param seed any whole number
 */
export function randomScenario(seed: number): Scenario {
  const random = new Random(seed);
  const writer = new Writer(random);
  const cells = 1 + random.below(2);
  const tasks: Task<K>[] = [];
  const count = 2 + (random.below(4) === 0 ? 1 : 0);
  for (let i = 0; i < count; i++) {
    writer.task = `task${i}`;
    const code = writer.block(count === 2 ? 5 + random.below(5) : 3 + random.below(3));
    const cell = random.below(cells);
    tasks.push({
      name: `task${i}`,
      start: random.below(2) === 0 ? 0 : us(3),
      run: function* (k) {
        yield* code(k, k.cells[cell]!);
      },
    });
  }
  writer.task = 'worker';
  if (count === 2 && random.below(3) === 0) tasks.push(worker(writer.block(1 + random.below(2))));
  const before: Before[] = writer.userSteps.slice(0, random.below(2)).map((step) => ({ ...step, timer: timerName }));
  const flags = Array.from({ length: cells }, () => random.below(2) === 0);
  return scenario({
    name: `random ${seed}`,
    about: 'drawn from a seed',
    memory: shape(cells, 1 + random.below(2)),
    constants: { limit: 2 + random.below(2) },
    setup(k) {
      for (const cell of k.cells) cell.flag = flags[cell.index]!;
    },
    tasks,
    before,
    harms: [
      {
        id: 'both',
        name: 'done and locked',
        found: (k) => k.cells.some((cell) => cell.locked && cell.mode === 'done'),
      },
    ],
    observations: [
      {
        id: 'touch',
        name: 'a cell is touched',
        seen: (now, then) => now.cells.some((cell, i) => cell.touched && !then.cells[i]!.touched),
      },
    ],
    outcome: (k) => k.cells.map((cell) => `${cell.value}${cell.mode}`).join(' '),
  });
}
