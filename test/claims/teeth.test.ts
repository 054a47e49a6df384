// No verdict is a constant: each claim is judged on a changed machine, too, and comes out otherwise.
import { isComputed } from 'pinlab/claims/entry';
import { ledger } from 'pinlab/claims/ledger/index';
import { teethOf } from 'pinlab/claims/teeth';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const found = await teethOf();

test('has every computed claim teeth?', () => {
  assert.equal(
    found.map(({ entry }) => entry.id),
    ledger.filter(isComputed).map(({ id }) => id),
  );
});

for (const { after, before, bites, entry } of found)
  test(`does ${entry.id} come out otherwise when ${entry.tooth.words}?`, () => {
    assert.is(after.verdict, entry.tooth.becomes);
    assert.is.not(after.verdict, before);
    assert.ok(bites);
  });

test('are there at least twelve different changes?', () => {
  assert.ok(new Set(found.map(({ entry }) => JSON.stringify(entry.tooth.change))).size >= 12);
});

test.run();
