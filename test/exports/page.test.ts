// Is a counterexample's page one file that needs nothing else, says everything, and lets no text break out?
import { explore, kernelFunction, one, record, scenario, uint, whatIf } from 'pinlab/engine/index';
import { counterexample } from 'pinlab/exports/counterexample';
import { counterexamplePage } from 'pinlab/exports/page/page';
import { namedScenario, scenarios } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const built = namedScenario('direct-read-and-fsync').build();
const careful = namedScenario('direct-read-and-fsync').build({ rules: ['b'] });
const torn = counterexample(built, '14a11ba5c');
const page = counterexamplePage(torn, {
  setting: 'era 4.20; no proposed rules',
  command: 'npx pinlab replay direct-read-and-fsync "14a11ba5c"',
  whatIf: { result: whatIf(built, careful, '14a11ba5c'), names: ['today', 'rule b is on'] },
});

test('does it refer to nothing outside itself, and forbid that too?', () => {
  assert.not.match(page, /\b(src|href|srcset|action|poster|background)\s*=/i);
  assert.not.match(page, /url\(|@import|https?:|fetch\(|XMLHttpRequest/i);
  assert.match(page, "content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'\"");
});

test('does it say scenario, setting, harm, story, times, the command, and what another rule would do?', () => {
  for (const text of [
    'the thread’s case',
    'era 4.20; no proposed rules',
    'H1, inconsistent write: comes true at step 31',
    'npx pinlab replay direct-read-and-fsync &quot;14a11ba5c&quot;',
    'it write-protects a PTE: the next store through pte0 must fault',
    '<td class="time">16.6 µs<span class="held">held back</span><small>waited 4.89 µs</small></td>',
    'What if rule b is on?',
    'there it comes to ‹pinned?›',
    'a harm comes true</span>',
  ])
    assert.ok(page.includes(text), text);
  assert.is(page.match(/<tr data-step=/g)!.length, 31);
});

test('is it small for every harm and deadlock of the named scenarios?', () => {
  for (const named of scenarios)
    for (const set of [{}, { syncWaitsForPins: 'as-worded' }] as Record<string, string>[]) {
      const each = named.build({ set });
      const { harms, deadlock } = explore(each);
      for (const { schedule } of [...harms, deadlock]) {
        if (schedule === null) continue;
        const bytes = Buffer.byteLength(counterexamplePage(counterexample(each, schedule)));
        assert.ok(bytes < 150_000, `${named.name} ${schedule}: ${bytes} bytes`);
      }
    }
});

const Cell = record('Cell', { value: uint(2) });

test('can names and labels hold mark-up without becoming it?', () => {
  const say = kernelFunction('</script><b>', function* (k) {
    yield* k.step('<img src=x onerror=alert(1)>', () => undefined);
  });
  const wild = scenario({
    name: '<script>alert(2)</script>',
    about: '"quoted" & <i>',
    memory: { cell: one(Cell) },
    tasks: [{ name: '</style>', run: (k) => say(k) }],
  });
  const text = counterexamplePage(counterexample(wild, 'a'));
  assert.not.match(text, /<img|<i>|<script>alert|<b>/);
  assert.is(text.match(/<\/script>/g)!.length, 2);
  assert.is(text.match(/<\/style>/g)!.length, 1);
});

test('is the same counterexample the same page, byte for byte?', () => {
  assert.is(
    counterexamplePage(counterexample(built, '14a11ba5c')),
    counterexamplePage(counterexample(built, torn.schedule)),
  );
});

test.run();
