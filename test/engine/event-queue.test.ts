import { EventQueue } from 'pinlab/engine/event-queue';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

/** A plain model of the queue: a list that is searched for the earliest, first-added event. */
class PlainQueue {
  events: { timeNs: number; order: number; task: number; kind: number }[] = [];
  added = 0;

  add(timeNs: number, task: number, kind: number): void {
    this.events.push({ timeNs, order: this.added++, task, kind });
  }

  next(): { timeNs: number; task: number; kind: number } | undefined {
    this.events.sort((a, b) => a.timeNs - b.timeNs || a.order - b.order);
    return this.events.shift();
  }
}

/** Small numbers that repeat from run to run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('do events come out by time, and those of one instant in the order they were added?', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const draw = numbers(seed);
    const queue = new EventQueue(2);
    const plain = new PlainQueue();
    const spread = seed % 2 === 0 ? 4 : 1e9;
    const most = 1 + draw(300);
    let nowNs = 0;
    let id = 0;
    for (let round = 0; round < 3000; round++) {
      for (let adds = plain.events.length < most ? draw(4) : draw(2); adds > 0; adds--) {
        const timeNs = nowNs + (draw(3) === 0 ? 0 : draw(spread));
        queue.add(timeNs, id, -id);
        plain.add(timeNs, id, -id);
        id++;
      }
      assert.is(queue.idle(), !plain.events.some((event) => event.timeNs === nowNs));
      const wanted = plain.next();
      assert.is(queue.next(), wanted !== undefined);
      if (wanted === undefined) continue;
      nowNs = wanted.timeNs;
      if (queue.timeNs !== nowNs || queue.task !== wanted.task || queue.kind !== wanted.kind)
        assert.unreachable(`seed ${seed}, round ${round}: ${queue.task} instead of ${wanted.task}`);
    }
  }
});

test.run();
