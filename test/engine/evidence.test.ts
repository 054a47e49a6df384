// Which fields show a harm, and is it the bytes that say so?
import { bool, evidenceOf, harmsShown, one, pool, record, replay, scenario, uint } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const shown = (name: string, schedule: string) =>
  harmsShown(namedScenario(name).build(), schedule).map(({ id, step, evidence }) => [
    id,
    step,
    evidence.map(({ record, field, value, initial }) => `${record}.${field} ${initial}→${value}`),
  ]);

test('does an inconsistent write show in the bytes on the disk and the checksum that came with them?', () => {
  assert.equal(shown('direct-read-and-fsync', '14a11ba5c'), [
    ['H1', 30, ['block0.cache0 0→2', 'block0.cacheSum0 0→0', 'block0.busy false→false']],
  ]);
});

test('does a broken promise show in what was promised and what the medium holds?', () => {
  const fields = ['fileBlock0.promised0 0→2', 'block0.medium0 0→0'];
  assert.equal(shown('late-redirty-and-crash', '18a11d5e4b7a'), [
    ['H2', 44, fields],
    ['H2a', 44, fields],
  ]);
});

const Pair = record('Pair', { left: uint(2), right: uint(2), noise: bool });
const twoWays = scenario({
  name: 'two ways',
  about: '',
  memory: { pairs: pool(Pair, 2), other: one(Pair) },
  tasks: [
    {
      name: 'writer',
      *run(k) {
        yield* k.step('both', () => {
          k.pairs[0]!.left = k.pairs[1]!.left = 3;
          k.other.noise = true;
        });
      },
    },
  ],
  harms: [
    { id: 'apart', name: 'a pair differs', found: (k) => k.pairs.some((pair) => pair.left !== pair.right) },
    { id: 'never', name: 'never', found: () => false },
    {
      id: 'strict',
      name: 'cannot look at every state',
      found: (k) => {
        if (k.pairs[0]!.left === 1) throw new Error('never meant to be');
        return k.pairs[0]!.left === 3;
      },
    },
  ],
});

test('are two ways to be wrong told by one of them, and noise by none?', () => {
  const { words } = replay(twoWays, 'a');
  const names = (harm: string) => evidenceOf(twoWays, harm, words).map(({ record, field }) => `${record}.${field}`);
  assert.equal(names('apart'), ['pair0.left', 'pair0.right']);
  assert.equal(names('strict'), ['pair0.left']);
  assert.equal(names('never'), []);
  assert.throws(
    () => evidenceOf(twoWays, 'H9', words),
    /looks for no harm called H9; it looks for apart, never, strict/,
  );
});

const Copy = record('Copy', { bytes: uint(2), sum: uint(2), noise: bool });
const guarded = scenario({
  name: 'guarded',
  about: '',
  memory: { copies: pool(Copy, 2), wanted: one(Copy), other: one(Copy) },
  tasks: [
    {
      name: 'writer',
      *run(k) {
        yield* k.step('promise, and write one copy', () => {
          k.wanted.bytes = 2;
          k.copies[1]!.bytes = k.other.sum = 2;
        });
      },
    },
  ],
  harms: [
    {
      id: 'lost',
      name: 'the first copy is not what was promised, or cannot be read',
      found: ({ copies: [first], wanted }) =>
        wanted.bytes !== 0 && !(first!.bytes === wanted.bytes && first!.sum === wanted.bytes),
    },
    {
      id: 'either',
      name: 'lost, or a copy that nobody wanted and nothing sums up',
      found: ({ copies: [first, second], other, wanted }) =>
        wanted.bytes !== 0 ? first!.bytes !== wanted.bytes : second!.bytes === 2 && other.sum === 0,
    },
  ],
});

test('do two fields that only together could cancel a harm show it?', () => {
  const { words } = replay(guarded, 'a');
  assert.equal(
    evidenceOf(guarded, 'lost', words).map(({ record, field }) => `${record}.${field}`),
    ['wanted.bytes', 'copy0.bytes', 'copy0.sum'],
  );
});

test('is a harm told by the state that there is, not by one that setting fields back would make?', () => {
  const { words } = replay(guarded, 'a');
  assert.equal(
    evidenceOf(guarded, 'either', words).map(({ record, field }) => `${record}.${field}`),
    ['wanted.bytes', 'copy0.bytes'],
  );
});

test('does looking leave the state alone?', () => {
  const { words } = replay(twoWays, 'a');
  const before = words.slice();
  evidenceOf(twoWays, 'apart', words);
  assert.equal(words, before);
});

test.run();
