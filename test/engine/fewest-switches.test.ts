// Is the schedule that explore prints the least broken up among all that are as short?
import fc from 'fast-check';
import { fewestSwitches, statesOnWay, switchesOf } from 'pinlab/engine/fewest-switches';
import { explore, parseSchedule, replay, type Search, search } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from './random-scenario.js';

/** The distance of every state from the first. */
function depthsOf({ store }: Search): number[] {
  const depths = [0];
  for (let s = 1; s < store.count; s++) depths.push(depths[store.parent[s]!]! + 1);
  return depths;
}

/** The fewest switches on any shortest way, by trying every one; −1 where there are too many to try. */
function byTrying(
  { edges, store }: Search,
  depths: readonly number[],
  ends: ReadonlySet<number>,
  then: number,
): number {
  const depth = depths[[...ends][0]!]!;
  let [fewest, tried] = [Number.POSITIVE_INFINITY, 0];
  const follow = (state: number, last: number, switches: number): void => {
    if (++tried > 100_000) return;
    if (ends.has(state)) fewest = Math.min(fewest, switches + (then >= 0 && last >= 0 && last !== then ? 1 : 0));
    if (depths[state] === depth || state >= edges!.states) return;
    for (let e = edges!.first[state]!; e < edges!.first[state + 1]!; e++) {
      const by = edges!.action[e]! >> 8;
      if (depths[edges!.target[e]!] === depths[state]! + 1)
        follow(edges!.target[e]!, by, switches + (last >= 0 && by !== last ? 1 : 0));
    }
  };
  follow(0, -1, 0);
  assert.ok(store.count > 0);
  return tried > 100_000 ? -1 : fewest;
}

test('is it as short as the way by parents, with no more switches, and as few as trying all finds?', () => {
  let compared = 0;
  fc.assert(
    fc.property(fc.nat(5_000), fc.nat(), fc.nat(), fc.nat(6), (seed, one, another, task) => {
      const found = search(randomScenario(seed), { maxStates: 3_000 });
      const depths = depthsOf(found);
      const state = one % found.store.count;
      const near = depths.flatMap((depth, s) => (depth === depths[state] ? [s] : []));
      const other = near[another % near.length]!;
      const ends = new Set([state, other]);
      const then = task < found.scenario.tasks.length ? task : -1;
      const way = fewestSwitches(found, state, {
        also: (s) => s === other,
        ...(then >= 0 && { followedBy: then << 8 }),
      });
      const byParents = found.store.pathTo(state);
      const whole = (path: readonly number[]) => (then >= 0 ? [...path, then << 8] : path);
      assert.is(way.length, byParents.length);
      assert.ok(ends.has(statesOnWay(found, way).at(-1)!));
      assert.ok(switchesOf(whole(way)) <= switchesOf(whole(byParents)));
      const fewest = byTrying(found, depths, ends, then);
      if (fewest < 0) return;
      assert.is(switchesOf(whole(way)), fewest);
      compared++;
    }),
    { numRuns: 400, seed: 1 },
  );
  assert.ok(compared > 300, `only ${compared} were compared`);
});

test('does a search that was cut, or kept no edges, still have its way?', () => {
  const scenario = namedScenario('direct-read-and-fsync').build();
  const cut = search(scenario, { maxStates: 400 });
  const last = cut.store.count - 1;
  assert.is(statesOnWay(cut, fewestSwitches(cut, last)).at(-1), last);
  const without = search(scenario, { edges: false });
  assert.equal(fewestSwitches(without, 700), without.store.pathTo(700));
});

test('do the schedules with fewer switches meet the harm at their last step, and not before?', () => {
  const built = namedScenario('direct-read-and-truncate').build();
  const orphan = explore(built).harms.find(({ id }) => id === 'H4')!;
  assert.is(orphan.schedule, '18a12b7a');
  assert.is(replay(built, orphan.schedule!).harms.get('H4'), orphan.shortest);
  const late = namedScenario('late-redirty-and-crash').build();
  const lost = explore(late).harms.find(({ id }) => id === 'H2a')!;
  assert.is(lost.schedule, '18a11d5e4b7a');
  assert.is(replay(late, parseSchedule(lost.schedule!, late.tasks.length)).harms.get('H2a'), lost.shortest);
});

test.run();
