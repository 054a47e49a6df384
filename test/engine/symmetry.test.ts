// What a scenario declares interchangeable: searched alike where it is, an error where it is not,
// however deep the difference lies.
import { decide, decideOnCores, explore } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { deepDifference, firstTwo, guests, type K, lastTwo, names, withFinders } from './guest-scenario.js';

const nothingWhole = { wholeStates: 1 };

test('is a machine that stops for one and not for the other an error?', () => {
  const told = guests({ stopsWhen: (k) => k.seats[0]!.count > 0 });
  assert.throws(() => decide(told, nothingWhole), /the machine stops in one state and not in the other/);
});

test('does a machine that stops for either stop?', () => {
  const stopping = guests({ stopsWhen: (k) => k.seats.some((seat) => seat.count > 1) });
  const decision = decide(stopping, nothingWhole);
  assert.equal(
    decision.harms.map(({ verdict }) => verdict),
    ['Never', 'Never'],
  );
  assert.is(decision.stored, 5, 'of 0 or 1 at either seat three are left, and one with a 2 for each of 0 and 1');
  assert.is(explore(stopping).states, 8);
});

test('is a difference found that random walks from the start do not come to?', async () => {
  const apart = /declares guest0 and guest1, seat0 and seat1 interchangeable, but they can be told apart/;
  assert.throws(() => decide(deepDifference(150), nothingWhole), apart);
  const found = (k: K) => k.seats[1]!.count > 147 && k.seats[0]!.count < 20;
  assert.throws(() => decide(guests({ most: 150, found }), nothingWhole), /a detector finds a harm in one state/);
  const recipe = { module: new URL('./guest-scenario.js', import.meta.url).href, name: 'deepDifference', args: [150] };
  try {
    await decideOnCores(recipe, { ...nothingWhole, workers: 2, aloneStates: 0, together: true });
    assert.unreachable('it decided');
  } catch (error) {
    assert.match((error as Error).message, apart);
  }
});

test('are records that a step has found followed into the states that are compared?', () => {
  const { harms } = decide(withFinders(60), nothingWhole);
  assert.equal(
    harms.map(({ verdict, shortest }) => `${verdict} ${shortest}`),
    ['Sometimes 3', 'Never null'],
  );
  assert.throws(() => decide(withFinders(60, 58), nothingWhole), /they can be told apart: one state leads elsewhere/);
});

test('are only states compared that the search has met?', () => {
  const also = (seat: { index: number; count: number }) => assert.not(seat.index === 1 && seat.count === 1);
  assert.is(decide(guests({ most: 60, from: 1, also }), nothingWhole).harms[1]!.verdict, 'Sometimes');
});

test('may two declarations name the same things?', () => {
  const chained = guests({ guests: 3, interchangeable: [firstTwo, lastTwo] });
  const decision = decide(chained, nothingWhole);
  assert.equal(
    decision.harms.map(({ verdict, shortest }) => `${verdict} ${shortest}`),
    ['Never null', 'Sometimes 12'],
  );
  assert.ok(decision.stored < 125);
});

test('are more orders than can be tried refused before they are made?', () => {
  const [tasks, records] = [names('guest', 3), names('seat', 3)];
  const twice = [firstTwo, lastTwo, ...Array.from({ length: 5 }, () => ({ tasks: [tasks], records: [records] }))];
  assert.throws(() => decide(guests({ guests: 3, interchangeable: twice }), nothingWhole), /exchanged in 31103 orders/);
});

test.run();
