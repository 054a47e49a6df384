// Can a viewer draw what chromeTrace makes: do slices nest, do arrows have two ends, is time kept to the nanosecond?
import { explore, parseSchedule, replay, simulate, type Trace } from 'pinlab/engine/index';
import { type ChromeEvent, chromeTrace, microseconds } from 'pinlab/exports/chrome-trace';
import { scenarios } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** What Perfetto makes of a number of microseconds. */
const nanoseconds = (us: number) => Math.trunc(us * 1000);

function traceOf(name: string, seed: number, set: Record<string, string> = {}): Trace {
  const scenario = scenarios.find((each) => each.name === name)!.build({ set });
  return simulate(scenario, { seed, record: true }).trace!;
}

const endNs = ({ ts, dur }: ChromeEvent) => nanoseconds(ts!) + nanoseconds(dur!);

function checkNesting(events: readonly ChromeEvent[]): void {
  const open = new Map<number, ChromeEvent[]>();
  for (const event of events.filter(({ ph }) => ph === 'X')) {
    const stack = open.get(event.tid) ?? [];
    open.set(event.tid, stack);
    while (stack.length > 0 && endNs(stack.at(-1)!) <= nanoseconds(event.ts!)) stack.pop();
    const around = stack.at(-1);
    if (around !== undefined) assert.ok(endNs(event) <= endNs(around), `${event.name} outlasts ${around.name}`);
    stack.push(event);
  }
}

test('do microseconds read back as the nanoseconds they were?', () => {
  for (let ns = 0; ns < 200_000; ns++) assert.is(nanoseconds(microseconds(ns)), ns);
  for (let ns = 1; ns < 1e15; ns = Math.ceil(ns * 1.001)) assert.is(nanoseconds(microseconds(ns)), ns);
});

test('do the slices of every named scenario nest on each track, in order of time?', () => {
  for (const { name } of scenarios)
    for (let seed = 1; seed <= 5; seed++) {
      const { traceEvents } = chromeTrace(traceOf(name, seed));
      checkNesting(traceEvents);
      const times = traceEvents.filter(({ ph }) => ph !== 'M').map(({ ts }) => ts!);
      assert.equal(
        times,
        times.toSorted((a, b) => a - b),
      );
    }
});

test('does a replayed schedule, whose waits are stretched, nest too?', () => {
  const scenario = scenarios.find(({ name }) => name === 'direct-read-and-fsync')!.build();
  const torn = explore(scenario).harms.find(({ id }) => id === 'H1')!.schedule!;
  for (const text of [torn, '5b', '']) {
    const { trace } = replay(scenario, parseSchedule(text, scenario.tasks.length));
    checkNesting(chromeTrace(trace).traceEvents);
  }
});

test('does a replayed schedule show where it holds a task back, apart from its waits?', () => {
  const scenario = scenarios.find(({ name }) => name === 'direct-read-and-fsync')!.build();
  const { trace } = replay(scenario, '14a11ba5c');
  const { traceEvents } = chromeTrace(trace);
  const held = traceEvents.filter(({ cat }) => cat === 'stretch');
  assert.equal(
    held.map(({ tid, ts, dur }) => [tid, nanoseconds(ts! + dur!)]),
    trace.steps
      .filter(({ stretched }) => stretched)
      .map((step) => [2 * trace.tasks.findIndex(({ name }) => name === step.task) + 2, step.timeNs]),
  );
  const named = traceEvents.filter(({ name }) => name === 'thread_name').map(({ tid }) => tid);
  for (const { tid } of held) assert.ok(named.includes(tid), 'its track has no name');
});

test('are steps, calls and waits all there, with what they changed?', () => {
  const trace = traceOf('direct-read-and-fsync', 1);
  const { traceEvents } = chromeTrace(trace);
  const of = (ph: string) => traceEvents.filter((event) => event.ph === ph);
  assert.is(of('i').length, trace.steps.length);
  assert.is(of('X').length, trace.calls.length + trace.blocked.length);
  const names = of('M').filter(({ name }) => name === 'thread_name');
  assert.ok(names.some(({ args }) => args!.name === 'read'));
  assert.ok(names.some(({ args }) => args!.name === 'disk (daemon)'));
  assert.match(String(of('M')[0]!.args!.name), 'simulated time');
  assert.ok(of('i').some(({ args }) => args!['page0.dirty'] === 'false → true'));
});

/** One task raises a flag at 1,500 ns, another waits for it; steps outside any kernel function. */
const handWritten: Trace = {
  scenario: 'by hand',
  tasks: [
    { name: 'raiser', daemon: false },
    { name: 'waiter', daemon: false },
  ],
  initial: [
    {
      record: 'page0',
      type: 'Page',
      ghost: false,
      fields: [
        { name: 'pins', value: 1 },
        { name: 'dirty', value: true },
      ],
    },
    {
      record: 'page1',
      type: 'Page',
      ghost: false,
      fields: [
        { name: 'pins', value: 2 },
        { name: 'dirty', value: false },
      ],
    },
  ],
  steps: [
    {
      index: 0,
      task: 'raiser',
      owner: 'device',
      label: 'unpin',
      timeNs: 1500,
      costNs: 500,
      stack: [],
      unblocked: ['waiter'],
      waitedNs: 0,
      changes: [{ record: 'page1', field: 'pins', before: 2, after: 0 }],
    },
    {
      index: 1,
      task: 'waiter',
      owner: 'kernel',
      label: 'go on',
      timeNs: 1500,
      costNs: 0,
      stack: ['fsync'],
      unblocked: [],
      changes: [],
      waitedNs: 1500,
      waitedFor: 'pin',
    },
  ],
  blocked: [{ task: 'waiter', startNs: 0, endNs: 1500, on: 'go on', reason: 'pin' }],
  calls: [{ task: 'waiter', name: 'fsync', startNs: 0, endNs: 1500, depth: 0, result: 0 }],
  endNs: 2000,
};

test('do arrows lead from the step that unblocked to the step that waited, each inside a slice?', () => {
  const { traceEvents } = chromeTrace(handWritten, 'a title');
  const arrows = traceEvents.filter(({ ph }) => ph === 's' || ph === 'f');
  assert.equal(
    arrows.map(({ ph, name, tid, ts, id }) => ({ ph, name, tid, ts, id })),
    [
      { ph: 's', name: 'pin', tid: 1, ts: 1.5, id: 1 },
      { ph: 'f', name: 'pin', tid: 3, ts: 1.5, id: 1 },
    ],
  );
  const life = traceEvents.find(({ ph, tid }) => ph === 'X' && tid === 1);
  assert.equal(life, { ph: 'X', name: 'raiser', cat: 'task', pid: 1, tid: 1, ts: 1.5, dur: 0.5 });
  const wait = traceEvents.find(({ cat }) => cat === 'wait');
  assert.equal(wait, { ph: 'X', name: 'pin', cat: 'wait', pid: 1, tid: 4, ts: 0, dur: 1.5, args: { on: 'go on' } });
});

test('do counters start from the first state and sum over the pages?', () => {
  const counters = chromeTrace(handWritten).traceEvents.filter(({ ph }) => ph === 'C');
  assert.equal(
    counters.map(({ ts, args }) => [ts, args]),
    [
      [0, { pins: 3 }],
      [0, { 'dirty pages': 1 }],
      [1.5, { pins: 1 }],
    ],
  );
});

test('do arrows of real waits come in pairs?', () => {
  let pairs = 0;
  for (let seed = 1; seed <= 5; seed++) {
    const { traceEvents } = chromeTrace(traceOf('direct-read-and-fsync', seed, { syncWaitsForPins: 'careful' }));
    const starts = traceEvents.filter(({ ph }) => ph === 's');
    for (const { id, ts } of starts) {
      const end = traceEvents.find((event) => event.ph === 'f' && event.id === id);
      assert.ok(end !== undefined && end.ts! >= ts!);
      pairs++;
    }
  }
  assert.ok(pairs > 0);
});

test.run();
