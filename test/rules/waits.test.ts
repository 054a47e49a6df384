// Who waits for whom: the machine, run, beside Linux's rules.
import { waitConformance } from 'pinlab/matrix/waits';
import { waitRows } from 'pinlab/rules/kernel-waits';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

test('does the machine wait where Linux waits, in every version?', () => {
  const rows = waitConformance();
  assert.equal(
    rows.filter(({ agrees }) => !agrees),
    [],
  );
  assert.is(rows.length, 864);
  const used = new Set(rows.map(({ source }) => source));
  assert.equal(
    waitRows.filter(({ source }) => !used.has(source)),
    [],
  );
});

test('does it find out a machine that does not wait, or looks at other pages?', () => {
  const wrong = (set: Record<string, string>) =>
    waitConformance({ versions: ['6.12'], set })
      .filter(({ agrees }) => !agrees)
      .map(({ place, holding }) => `${place}, ${holding}`);
  assert.ok(wrong({ daxWaitsForPins: 'off' }).includes('ext4 on DAX, pipe'));
  assert.equal(
    [...new Set(wrong({ daxBusyPages: 'always' }))],
    ['ext4 on DAX, pin, unmapped', 'xfs on DAX, pin, unmapped'],
  );
  assert.ok(wrong({ truncateWaitsForPins: 'careful' }).includes('ext4, pin'));
});

test.run();
