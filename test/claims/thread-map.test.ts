// Does the map of the thread say little, and is all of it one call away?
import { thread } from 'pinlab/claims/thread';
import { threadMap, threadTable } from 'pinlab/claims/thread-map';
import { complaints } from 'pinlab/plots/gate';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const chapters = ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12'];

test('does each chapter’s map name every claim once, in at most a dozen lines?', () => {
  for (const chapter of chapters) {
    const { text } = threadMap(chapter);
    const ids = text.match(/\bC\d+\b/g)!;
    assert.equal([...ids].sort(), thread.map(({ id }) => id).sort(), chapter);
    assert.ok(text.split('\n').length <= 13, `${chapter}: ${text.split('\n').length} lines`);
  }
});

test('does the map say what is settled here, what was before and what is open?', () => {
  const { text } = threadMap('05');
  assert.match(text, /^settled here {4}C8 \(b\) fsync waits · C11 fsync unbroken$/m);
  assert.match(text, /^settled before {2}C1 force stable pages · C4 /m);
  assert.match(text, /^still open {6}C2 forbid O_DIRECT · C3 /m);
});

test('does every map pass the gate?', () => {
  for (const chapter of chapters) assert.equal(complaints(threadMap(chapter)), [], chapter);
});

test('is the whole list, in sentences, one call away?', () => {
  const table = threadTable();
  for (const { id, paraphrase } of thread) assert.ok(table.includes(paraphrase), id);
});

test.run();
