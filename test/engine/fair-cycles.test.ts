// Reachability and fair cycles against definitions applied by brute force to small random graphs.
import fc from 'fast-check';
import { fairComponents, fairLoop, isAvoidable } from 'pinlab/engine/fair-cycles';
import { Reachability } from 'pinlab/engine/reachability';
import { ownPaceStep, type StateGraph, systemStep, userStep } from 'pinlab/engine/state-graph';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

interface Edge {
  from: number;
  to: number;
  task: number;
  owner: number;
}

const tasks = 3;

function graphFrom(states: number, edges: Edge[], ended: number[], expanded = states): StateGraph {
  const sorted = edges.filter((edge) => edge.from < expanded).sort((a, b) => a.from - b.from);
  const first = Int32Array.from({ length: states + 1 }, (_, s) => sorted.filter((edge) => edge.from < s).length);
  return {
    states,
    tasks,
    expanded,
    first,
    target: Int32Array.from(sorted, (edge) => edge.to),
    action: Uint16Array.from(sorted, (edge) => edge.task << 8),
    owner: Uint8Array.from(sorted, (edge) => edge.owner),
    bits: Int32Array.of(1, 2, 0),
    ended: Int32Array.from(ended),
  };
}

const source = (graph: StateGraph, edge: number) => graph.first.findLastIndex((from) => from <= edge);
const edgesOf = (graph: StateGraph): Edge[] =>
  [...graph.target].map((to, e) => ({
    from: source(graph, e),
    to,
    task: graph.action[e]! >> 8,
    owner: graph.owner[e]!,
  }));

const graphs = fc.integer({ min: 1, max: 7 }).chain((states) => {
  const state = fc.nat({ max: states - 1 });
  const owner = fc.constantFrom(systemStep, systemStep, userStep, ownPaceStep);
  const edge = fc.record({ from: state, to: state, task: fc.nat({ max: tasks - 1 }), owner });
  const ended = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3), { minLength: states, maxLength: states });
  return fc
    .tuple(fc.array(edge, { maxLength: 14 }), ended, fc.integer({ min: 1, max: states }))
    .map(([edges, ends, expanded]) => graphFrom(states, edges, ends, expanded));
});

/** Every state reachable from `from` over the edges that count. */
function reachable(edges: Edge[], from: number): Set<number> {
  const seen = new Set([from]);
  for (const at of seen) for (const edge of edges) if (edge.from === at) seen.add(edge.to);
  return seen;
}

const counts = (edge: Edge, task: number | null) =>
  edge.owner === systemStep || (edge.owner === ownPaceStep && edge.task === task);

test('from where an operation can end, with and without what user space may withhold', () => {
  fc.assert(
    fc.property(graphs, fc.boolean(), (graph, cut) => {
      const reach = new Reachability(graph);
      for (const takers of ['everybody', 'system'] as const) {
        const found = reach.canEnd(takers, cut);
        for (const task of [0, 1]) {
          const edges = edgesOf(graph).filter((edge) => takers === 'everybody' || counts(edge, task));
          for (let s = 0; s < graph.states; s++) {
            const can = [...reachable(edges, s)].some(
              (at) => graph.ended[at]! & graph.bits[task]! || (cut && at >= graph.expanded),
            );
            assert.is((found[s]! & graph.bits[task]!) !== 0, can);
          }
        }
      }
    }),
    { numRuns: 1500 },
  );
});

test('from where an operation can ever move', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const reach = new Reachability(graph);
      for (const takers of ['everybody', 'system'] as const) {
        const found = reach.canMove(takers);
        for (const task of [0, 1]) {
          const edges = edgesOf(graph).filter((edge) => takers === 'everybody' || counts(edge, task));
          for (let s = 0; s < graph.states; s++) {
            const seen = reachable(edges, s);
            const can =
              [...seen].some((at) => at >= graph.expanded) ||
              edges.some((edge) => edge.task === task && seen.has(edge.from));
            assert.is((found[s]! & graph.bits[task]!) !== 0, can);
          }
        }
      }
    }),
    { numRuns: 1500 },
  );
});

/** Whether a fair execution can stay in exactly these states for ever, visiting all of them. */
function isFairSet(graph: StateGraph, states: Set<number>, asker: number | null): boolean {
  const inside = edgesOf(graph).filter((edge) => states.has(edge.from) && states.has(edge.to));
  if (inside.length === 0) return false;
  if ([...states].some((s) => reachable(inside, s).size !== states.size)) return false;
  return edgesOf(graph).every(
    (edge) =>
      !counts(edge, asker) ||
      !states.has(edge.from) ||
      inside.some((other) => counts(other, asker) && other.task === edge.task),
  );
}

function* subsets(states: number, may: (state: number) => boolean): Generator<Set<number>> {
  for (let mask = 1; mask < 1 << states; mask++) {
    const set = new Set([...Array(states).keys()].filter((s) => (mask >> s) & 1));
    if ([...set].every(may)) yield set;
  }
}

const askers = fc.constantFrom(null, 0, 1);
const masks = fc.array(fc.boolean(), { minLength: 7, maxLength: 7 });

test('fair components are the largest sets in which a fair execution can stay', () => {
  fc.assert(
    fc.property(graphs, masks, askers, (graph, inside, asker) => {
      const { component, count } = fairComponents(graph, { inside: Uint8Array.from(inside, Number), asker });
      const wanted = new Set<number>();
      for (const set of subsets(graph.states, (s) => inside[s]!))
        if (isFairSet(graph, set, asker)) for (const s of set) wanted.add(s);
      assert.equal(
        [...component.keys()].filter((s) => component[s]! >= 0),
        [...wanted].sort(),
      );
      for (let c = 0; c < count; c++)
        assert.ok(isFairSet(graph, new Set([...component.keys()].filter((s) => component[s] === c)), asker));
    }),
    { numRuns: 1500 },
  );
});

test('a loop through a fair component is closed, fair by itself, and visits what it should', () => {
  fc.assert(
    fc.property(graphs, fc.nat({ max: 6 }), askers, (graph, pick, asker) => {
      const { component } = fairComponents(graph, { asker });
      for (let entry = 0; entry < graph.states; entry++) {
        if (component[entry]! < 0) continue;
        const members = [...component.keys()].filter((s) => component[s] === component[entry]);
        const wanted = members[pick % members.length];
        const loop = fairLoop(graph, component, entry, (s) => s === wanted, asker);
        let at = entry;
        const met = new Set<number>();
        for (const e of loop) {
          assert.is(source(graph, e), at);
          met.add(at);
          at = graph.target[e]!;
        }
        assert.is(at, entry);
        assert.ok(met.has(wanted!));
        const taken = new Set(
          loop
            .map((e) => edgesOf(graph)[e]!)
            .filter((edge) => counts(edge, asker))
            .map((edge) => edge.task),
        );
        for (const edge of edgesOf(graph))
          if (counts(edge, asker) && met.has(edge.from)) assert.ok(taken.has(edge.task));
      }
    }),
    { numRuns: 1500 },
  );
});

test('what can be avoided: by ending early or by going round', () => {
  fc.assert(
    fc.property(graphs, masks, (graph, bad) => {
      const good = edgesOf(graph).filter((edge) => !bad[edge.from] && !bad[edge.to]);
      const seen = bad[0] ? new Set<number>() : reachable(good, 0);
      const mustGoOn = (s: number) => edgesOf(graph).some((edge) => edge.from === s && edge.owner === systemStep);
      let avoidable = [...seen].some((s) => !mustGoOn(s));
      for (const set of subsets(graph.states, (s) => seen.has(s))) avoidable ||= isFairSet(graph, set, null);
      assert.is(isAvoidable(graph, Uint8Array.from(bad, Number)), avoidable);
    }),
    { numRuns: 1500 },
  );
});

test('a long retry loop of 300,000 states needs no deep call stack', () => {
  const states = 300_000;
  const last = states - 1;
  const ring = Array.from({ length: states }, (_, s) => s);
  const graph: StateGraph = {
    ...graphFrom(1, [], [0]),
    states,
    expanded: states,
    first: Int32Array.from([...ring, states, states + 1].slice(0, states + 1)),
    target: Int32Array.from(ring, (s) => (s === last ? 0 : s + 1)),
    action: new Uint16Array(states),
    owner: new Uint8Array(states),
    ended: new Int32Array(states),
  };
  assert.is(fairComponents(graph).count, 1);
  assert.is(fairLoop(graph, fairComponents(graph).component, 7, () => true).length, states);
});

test.run();
