// What did a step rest on: what prevented it, what it set where it was so already, what it needed?
import { bool, ghost, one, pool, record, replay, scenario, uint } from 'pinlab/engine/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const Gate = record('Gate', { open: bool, side: bool, noise: bool, seen: ghost(uint(2)) });
const Cell = record('Cell', { value: uint(2) });
const gated = scenario({
  name: 'gated',
  about: '',
  memory: { gates: pool(Gate, 1), cell: one(Cell) },
  tasks: [
    {
      name: 'walker',
      *run(k) {
        const gate = k.gates[0]!;
        const pass = () => {
          if (!gate.open) return;
          k.cell.value = gate.noise ? 3 : 2;
          k.ghost(() => {
            gate.seen = 1;
          });
        };
        yield* k.step('pass', pass);
        yield* k.step('look', () => gate.open);
        yield* k.step('open', () => {
          gate.open = true;
        });
        yield* k.step('pass', pass);
        yield* k.step('pass', pass);
        yield* k.sleep(5);
        yield* k.step('both', () => {
          if (gate.side && !gate.open) k.cell.value = 0;
        });
        yield* k.step('think', () => undefined);
      },
    },
  ],
});

const { probes, words } = replay(gated, '8a', 1, true);
const shown = (at: number) => {
  const probe = probes[at]!;
  const names = (fields: { record: string; field: string; value: unknown }[]) =>
    fields.map(({ record, field, value }) => `${record}.${field}=${value}`).join(' ');
  return `${names(probe.prevented)} | ${names(probe.rewrote)} | ${names(probe.needed)}`;
};

test('is a step that changed nothing told by the field that prevented it, and a look by none?', () => {
  assert.is(shown(0), 'gate0.open=false |  | ');
  assert.is(shown(1), ' |  | ');
});

test('is a step that changed something told by what it needed?', () => {
  assert.is(shown(3), ' |  | gate0.open=true');
});

test('is a value that was written where it was already told as such?', () => {
  assert.is(shown(4), 'gate0.noise=false | cell.value=2 | ');
});

test('are two fields of a record found that prevented a step together?', () => {
  assert.is(shown(6), 'gate0.open=true gate0.side=false |  | ');
});

test('is there nothing to say where there is no effect, and where it touches nothing?', () => {
  assert.is(probes[5], null);
  assert.is(probes[7], null);
});

test('does asking leave the run as it is, and does nobody pay who does not ask?', () => {
  const plain = replay(gated, '8a');
  assert.equal(plain.words, words);
  assert.equal(plain.probes, []);
  assert.equal(replay(gated, '8a', 1, true).trace, plain.trace);
});

test.run();
