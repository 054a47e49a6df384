// Can a newcomer follow the story, and does it leave nothing out?
import fc from 'fast-check';
import { explore, type FieldValue, replay, simulate, type Trace, type TraceStep } from 'pinlab/engine/index';
import { circumstancesOf } from 'pinlab/exports/circumstances';
import { counterexample, story } from 'pinlab/exports/counterexample';
import { deed } from 'pinlab/exports/deed';
import { fieldWords } from 'pinlab/exports/field-words';
import { tellStory } from 'pinlab/exports/story';
import { doing } from 'pinlab/exports/verbs';
import { labelWithResult } from 'pinlab/plots/step-label';
import { namedScenario, scenarios } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomScenario } from '../engine/random-scenario.js';

const torn = story(namedScenario('direct-read-and-fsync').build(), '14a11ba5c').replaceAll(/\s+/g, ' ');

test('does it say who does what, in which kernel function, and what that means?', () => {
  assert.match(
    torn,
    '21 In write_cache_page → page_mkclean, it write-protects a PTE: the next store through pte0 must fault; the dirty bit of pte0 is clear.',
  );
  assert.match(torn, 'asks ‹still this file’s, dirty, with buffers?›: yes.');
  assert.match(torn, 'finds the next tagged index (fileBlock0), then gets the page there (page0).');
});

test('is the same deed done again, to another record, told in other words?', () => {
  const clones = namedScenario('reflink-under-pin').build();
  const shared = story(clones, explore(clones).harms.find(({ id }) => id === 'H6')!.schedule!).replaceAll(/\s+/g, ' ');
  assert.match(shared, 'it takes i_mmap_sem exclusively, then once more: i_mmap_sem of inode0 is held exclusively;');
  assert.not.match(shared, /(takes|releases) i_mmap_sem( exclusively)?, then \1 /);
});

test('does an attempt that came to nothing read as one, with the field that prevented it?', () => {
  assert.match(torn, 'it tries to pin under the page-table lock, in vain: pte0 is not writable.');
  const cut = namedScenario('direct-read-and-truncate').build();
  const orphan = story(cut, explore(cut).harms.find(({ id }) => id === 'H4')!.schedule!).replaceAll(/\s+/g, ' ');
  assert.match(orphan, 'it tries to set PG_dirty, in vain: page0 belongs to no file.');
  assert.match(orphan, 'reads the PTE (nothing it can use).');
});

test('does a wait say whether it was one, and a question what followed from its answer?', () => {
  assert.match(torn, 'asks ‹still this file’s page?›: yes, and attaches buffers.');
  assert.match(torn, 'it does not have to wait until the page is stable.');
  assert.match(torn, 'makes the PTE writable: stores through pte0 need no fault');
  const run = namedScenario('direct-read-and-fsync').build();
  const whole = story(run, explore(run, { outcomes: true }).outcomes![0]!.schedule).replaceAll(/\s+/g, ' ');
  assert.match(whole, 'looks for a page under writeback, finds none.');
});

const change = (record: string, field: string, after: FieldValue) => ({ record, field, before: null, after });

const step = (label: string, result: TraceStep['result'], more: Partial<TraceStep> = {}): TraceStep => ({
  index: 0,
  task: 'read',
  owner: 'kernel',
  label,
  timeNs: 0,
  costNs: 0,
  stack: [],
  changes: [],
  unblocked: [],
  waitedNs: 0,
  ...more,
  ...(result !== undefined && { result }),
});

test('what do the words for one step come to?', () => {
  const told = (each: TraceStep) => deed({ step: each, failed: false, already: false, because: '', through: '' });
  assert.equal(
    [
      step('under writeback?', true),
      step('still this file’s page? attach buffers', false),
      step('may it keep the page? else hold it', true),
      step('may it keep the page? else hold it', false),
      step('find the block, allocate one', null),
      step('wait for pins', 'ok'),
      step('wait for pins', 'ok', { waitedFor: 'pin' }),
      step('wait until it is given back: time-out', 'timeout', { waitedFor: 'lease' }),
      step('make the PTE writable, unless it changed', true, { changes: [change('pte0', 'writable', true)] }),
      step('copy the page, unless it changed', false, { changes: [change('pte0', 'writable', true)] }),
    ].map(told),
    [
      'asks ‹under writeback?›: yes',
      'asks ‹still this file’s page?›: no, so it does not attach buffers',
      'asks ‹may it keep the page?›: yes, so it does not hold it',
      'asks ‹may it keep the page?›: no, and holds it',
      'looks for the block, finds none',
      'does not have to wait for pins',
      'is done waiting for pins',
      'gives up waiting until it is given back',
      'makes the PTE writable',
      'copies the page, unless it changed',
    ],
  );
  const failed = { step: step('set PG_dirty', false), failed: true, because: 'page0 is dirty', through: '' };
  assert.is(deed({ ...failed, already: true }), 'tries to set PG_dirty, without need: page0 is dirty');
  assert.is(deed({ ...failed, already: false, because: '' }), 'tries to set PG_dirty, without effect');
});

test('what does a label alone say of what came of it?', () => {
  assert.equal(
    [
      step('under writeback?', false),
      step('still this file’s page? attach buffers', true),
      step('still this file’s page? attach buffers', false),
      step('may it keep the page? else hold it', false),
      step('find a page under writeback', null),
      step('wait for pins', 'ok'),
      step('wait for pins', 'ok', { waitedFor: 'pin' }),
      step('pin under the page-table lock', false),
      step('note whether it is dirty', false),
      step('lock the page', undefined),
    ].map(labelWithResult),
    [
      'under writeback? no',
      'still this file’s page? yes, attach buffers',
      'still this file’s page? no',
      'may it keep the page? no, hold it',
      'find a page under writeback: none',
      'wait for pins: no need',
      'wait for pins',
      'pin under the page-table lock: no effect',
      'note whether it is dirty: no',
      'lock the page',
    ],
  );
});

test('does it say through which PTE a page was reached, and over which bytes a checksum is?', () => {
  assert.match(torn, 'it pins under the page-table lock through pte0, which is writable: page0 is held by 1 pin');
  assert.match(torn, 'both sectors on their way to block0 have a checksum over the file’s original bytes.');
});

test('does the end of a write clear what was on its way without telling it as news?', () => {
  assert.match(torn, 'no write to block0 is under way; bio0 is done. !! Here H1');
});

test('do sleeps go with their neighbours, and does a BUG stop the machine?', () => {
  const scenario = namedScenario('direct-read-and-flusher').build();
  const bug = story(scenario, explore(scenario).harms.find(({ id }) => id === 'H3')!.schedule!);
  assert.match(bug, 'flusher sleeps, then in wb_workfn → write_cache_pages, it finds the next tagged index');
  assert.match(bug, ' of simulated time the machine has stopped:');
  assert.match(bug, 'flusher (a daemon) stopped it with ‹BUG: dirty page without buffers›.');
  assert.match(bug, 'read stood at ‹release the pin›.');
});

test('does a broken promise say where the bytes are instead?', () => {
  const late = namedScenario('late-redirty-and-crash').build();
  assert.match(
    story(late, '18a11d5e4b7a').replaceAll(/\s+/g, ' '),
    'At that moment: sector 0 of page0 holds the bytes of completion.',
  );
});

test('are a stale PTE and a write under way told beside a harm, and nothing that ended?', () => {
  const { trace } = replay(namedScenario('direct-read-and-truncate').build(), '18a12b7a');
  const before = circumstancesOf(trace, 17, []);
  assert.equal([before.stale, before.underWay], [[], []]);
  const cut = { ...trace.steps[18]!, changes: [change('page0', 'mapping', null), change('page0', 'writeback', true)] };
  const altered = { ...trace, steps: [...trace.steps.slice(0, 18), cut] };
  const promise = { record: 'page0', field: 'data0', value: 2, initial: 0 };
  const { stale, underWay } = circumstancesOf(altered, 18, [promise]);
  assert.equal(
    stale.map(({ record, page }) => `${record} ${page}`),
    ['pte0 page0', 'pin0 page0'],
  );
  assert.equal(
    underWay.map(({ record, field }) => `${record}.${field}`),
    ['page0.writeback'],
  );
});

test('does it say who waited for what, who let it go on, and that the schedule held it back?', () => {
  assert.match(torn, 'Now disk can go on, which waited for a write request.');
  assert.match(
    torn,
    'disk has waited 4.89 µs for a write request, until step 25 let it go on, and was held back since.',
  );
  assert.match(torn, 'fsync, steps 15–25, from 3.79 µs to 4.89 µs (held back)');
  assert.match(torn, '“Held back”: the task was ready earlier');
});

test('does it say where the harm comes true and which bytes show it?', () => {
  assert.match(
    torn,
    '!! Here H1 (inconsistent write) comes true, as these fields show: sector 0 of block0 in the device’s cache holds the bytes of read; sector 0 of block0 has a checksum over the file’s original bytes; no write to block0 is under way.',
  );
});

test('does a deadlock end with who waits for what?', () => {
  const scenario = namedScenario('two-page-readv-and-fsync').build({ set: { syncWaitsForPins: 'as-worded' } });
  const stuck = story(scenario, explore(scenario).deadlock.schedule!);
  assert.match(stuck, 'readv waits at ‹lock the page› for page lock.');
  assert.match(stuck, 'fsync waits at ‹wait for pins with the page locked› for pin.');
});

/** Every step in one sentence, in order, and every field it changed under its record's name or its own. */
function checkComplete(trace: Trace): void {
  const sentences = tellStory(trace).parts.flatMap((part) => part.sentences);
  assert.equal(
    sentences.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, i) => first + i)),
    trace.steps.map(({ index }) => index),
  );
  const ghosts = new Set(
    trace.initial.flatMap(({ record, fields }) =>
      fields.filter(({ ghost }) => ghost).map((f) => `${record}.${f.name}`),
    ),
  );
  for (const { first, last, text } of sentences) {
    if (first !== last) continue;
    for (const { record, field } of trace.steps[first]!.changes)
      if (record !== 'system' && !ghosts.has(`${record}.${field}`))
        assert.ok(text.includes(record), `${record}.${field} is missing in: ${text}`);
  }
}

test('is every step told once, with every record it changed?', () => {
  for (const named of scenarios) {
    const scenario = named.build();
    for (let seed = 1; seed <= 3; seed++) checkComplete(simulate(scenario, { seed, record: true }).trace!);
    for (const { schedule } of explore(scenario).harms)
      if (schedule !== null) checkComplete(replay(scenario, schedule).trace);
  }
  fc.assert(
    fc.property(fc.nat(2_000), (seed) => {
      const scenario = randomScenario(seed);
      checkComplete(simulate(scenario, { seed, record: true }).trace!);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('is a harm told after its step, for every harm of every named scenario?', () => {
  for (const named of scenarios) {
    const scenario = named.build();
    for (const { id, name, schedule, shortest } of explore(scenario).harms) {
      if (schedule === null) continue;
      const { story: told } = counterexample(scenario, schedule);
      const tells = told.parts
        .flatMap((part) => part.sentences)
        .filter((each) => each.text.includes(`${id} (${name})`));
      assert.equal(
        tells.map(({ first, harm }) => [first, harm]),
        [[shortest! - 1, true]],
      );
      assert.match(tells[0]!.text, 'as these fields show: ');
    }
  }
});

test('does every field of the machine that can change have words of its own, ghosts of bookkeeping aside?', () => {
  const { initial } = replay(namedScenario('late-redirty-and-crash').build(), '').trace;
  const wordless = initial.flatMap(({ record, type, fields }) =>
    fields
      .filter(
        ({ name, ghost, value }) =>
          !ghost && fieldWords({ record, type, field: name, value }, new Map()).includes(`${record}.${name} is`),
      )
      .map(({ name }) => `${type}.${name}`),
  );
  assert.equal(
    [...new Set(wordless)],
    ['Page.pgoff', 'Pte.file', 'Pte.pgoff', 'Vma.mm', 'Vma.private', 'FileBlock.inode', 'FileBlock.pgoff'],
  );
});

test('do labels become what somebody does, and do those that are no verb phrase stay?', () => {
  const cases: [string, string | null][] = [
    ['lock the page', 'locks the page'],
    ['clear dirty, set writeback', 'clears dirty, sets writeback'],
    ['checksum and queue the write', 'checksums and queues the write'],
    ['make the PTE writable, unless it changed', 'makes the PTE writable, unless it changed'],
    ['reclaim: take the page if it is idle', 'takes the page if it is idle'],
    ['reclaim: pinned?', 'asks ‹pinned?›'],
    ['go on', 'goes on'],
    ['re-dirty it', 're-dirties it'],
    ['read() returns', null],
    ['the device starts the read', null],
    ['DMA into sector 0', null],
    ['BUG: dirty page without buffers', null],
  ];
  for (const [label, expected] of cases) assert.is(doing(label), expected, label);
});

test.run();
