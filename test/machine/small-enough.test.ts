// Is every named scenario small enough to be decided while one waits? Seconds differ from machine to machine, so
// states are counted: forty thousand take little more than one.
import { search } from 'pinlab/engine/index';
import { eras } from 'pinlab/rules/eras';
import { scenarios } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const most = 40_000;

for (const named of scenarios)
  test(`is ${named.name} decided within ${most} states?`, () => {
    const own = named.choices?.era ?? eras[0]!.version;
    for (const era of [undefined, ...eras.map(({ version }) => version).filter((version) => version !== own)]) {
      const found = search(named.build(era === undefined ? {} : { era }), {
        maxStates: most,
        edges: false,
        detect: false,
      });
      assert.ok(found.complete, `in era ${era ?? 'of its own'} it is not`);
    }
  });

test.run();
