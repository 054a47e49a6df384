// A schedule's text: can it be read back, whatever the schedule?
import fc from 'fast-check';
import { formatSchedule, parseSchedule } from 'pinlab/engine/schedule';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('repetition goes in front, and never right behind an alternative', () => {
  const moves = (...numbers: [number, number][]) => numbers.map(([task, alternative]) => ({ task, alternative }));
  assert.is(formatSchedule(moves([0, 0], [0, 0], [0, 0], [1, 1])), "3ab'1");
  assert.is(formatSchedule(moves([0, 1], [1, 0], [1, 0], [1, 0])), "a'1b2b");
  assert.is(formatSchedule(moves([0, 1], [0, 1], [0, 1])), "3a'1");
  assert.equal(parseSchedule("a'1b2b", 2), moves([0, 1], [1, 0], [1, 0], [1, 0]));
});

test('every schedule is read back as it was written', () => {
  const move = fc.record({ task: fc.nat({ max: 2 }), alternative: fc.nat({ max: 2 }) }, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(move, { maxLength: 12 }), (schedule) => {
      assert.equal(parseSchedule(formatSchedule(schedule), 3), schedule);
    }),
    { numRuns: 2000, seed: 2018 },
  );
});

test.run();
