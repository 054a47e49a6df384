// The ledger as a whole: every claim has its place, comes out as it did when it was last looked at, and no
// verdict is a constant: each claim is judged on a changed machine, too, and comes out otherwise.
import { readFileSync } from 'node:fs';
import { Answers } from 'pinlab/claims/answers';
import { claimIdOf, isComputed } from 'pinlab/claims/entry';
import { ledger } from 'pinlab/claims/ledger/index';
import { measure } from 'pinlab/claims/measurement';
import { withScoreboard } from 'pinlab/claims/scoreboard';
import { claim, claims } from 'pinlab/claims/settle';
import { teethOf } from 'pinlab/claims/teeth';
import { thread } from 'pinlab/claims/thread';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

// Every search is checked here; what a reader runs checks each step of kernel code once.
const answers = new Answers('each search');
const settled = await claims(undefined, undefined, answers);
answers.checks = 'each step';
const bites = await teethOf(ledger, undefined, answers);

test('does every claim of the thread have its place, in the thread’s order?', () => {
  const ids = [...new Set(ledger.map(claimIdOf))];
  assert.equal(
    ids,
    thread.map(({ id }) => id).filter((id) => ids.includes(id)),
  );
});

test('is computed what can be, and nothing else?', () => {
  for (const entry of ledger) {
    const { kind } = thread.find(({ id }) => id === claimIdOf(entry))!;
    assert.is(isComputed(entry), kind === 'decided' || kind === 'measured', entry.id);
  }
});

test('has every claim the date of its mail, those in passing too?', () => {
  assert.equal(
    settled.filter(({ date }) => !/^\d\d Dec 2018, [+−]\d{4}(, in passing)?$/.test(date)).map(({ id }) => id),
    [],
  );
  assert.is(settled.find(({ id }) => id === 'C30')!.date, '20 Dec 2018, +1100, in passing');
});

test('what leaves fsync’s promise broken under a, b and c?', () => {
  const [, otherwise] = settled.find(({ id }) => id === 'C11')!.judgement!.because.split('otherwise ');
  assert.match(otherwise!, 'H2a Sometimes in late-redirty-and-crash (rules a,b,c, midway=flusher)');
});

test('how does each claim come out?', () => {
  const verdicts = settled.map(({ id, judgement }) => `${id} ${judgement?.verdict ?? 'not computed'}`);
  assert.equal(verdicts, [
    'C1a holds only if',
    'C1b holds only if',
    'C2 holds',
    'C3 holds only if',
    'C4a holds',
    'C4b holds',
    'C5 holds',
    'C6 holds',
    'C7 holds',
    'C8 holds only if',
    'C9 holds',
    'C10 holds only if',
    'C11 holds only if',
    'C12 holds only if',
    'C13 holds',
    'C14 holds',
    'C15 not computed',
    'C16a holds',
    'C16b holds only if',
    'C17 holds only if',
    'C18 not computed',
    'C19 not computed',
    'C20 holds only if',
    'C21a holds',
    'C21b holds only if',
    'C22 holds',
    'C23 holds only if',
    'C24 holds',
    'C25 holds',
    'C26 holds',
    'C27 holds',
    'C28 holds',
    'C29 holds',
    'C30 holds only if',
    'C31 holds',
    'C32 holds only if',
    'C33 holds only if',
  ]);
});

test('does every verdict that was computed rest on complete searches with their bounds?', () => {
  for (const { id, judgement } of settled) {
    if (judgement === null) continue;
    assert.ok(judgement.certificates.length > 0, `${id} shows no search`);
    for (const { complete, states } of judgement.certificates) assert.ok(complete && states > 0, id);
    assert.is(judgement.onlyIf !== null, judgement.verdict === 'holds only if', id);
  }
});

test('which subsets of the rules suffice for short pins?', () => {
  const { judgement } = settled.find(({ id }) => id === 'C10')!;
  const least = judgement!.details.filter((line) => /^ {2}(as worded|careful): /.test(line));
  assert.equal(least, [
    '  as worded: none suffices',
    '  careful: b b′ c',
    '  careful: none suffices',
    '  careful: a b b′ c',
  ]);
});

test('what do truncation and punching come to beside each kind of device?', () => {
  const { judgement } = settled.find(({ id }) => id === 'C23')!;
  const rows = judgement!.details.filter((line) => /^ {2}(faults|is told|translates|adapter)/.test(line));
  assert.equal(
    rows.map((line) => line.trim().split(/ {2,}/)),
    [
      ['faults, keeps no page (adapter)', 'none', 'none', 'none', 'none'],
      ['faults, keeps no page (GPU)', 'none', 'none', 'none', 'none'],
      ['faults, holds a page while it faults', 'none', 'none', 'none', 'starved'],
      ['is told, cannot fault', 'none', 'none', 'none', 'none'],
      ['faults, and keeps a reference', 'none', 'none', 'H8', 'H8'],
      ['translates (ATS), cannot fault: pins', 'H4', 'H4', 'none', 'none'],
      ['is told nothing: pins', 'H4', 'H4', 'none', 'none'],
      ['adapter, driver returns-early', 'H4', 'H4', 'H5', 'H5'],
      ['adapter, driver skips-retry', 'H4', 'H4', 'H5', 'H5'],
      ['adapter, driver ignores-protection', 'none', 'none', 'none', 'none'],
      ['adapter, driver drops-dirty', 'none', 'none', 'none', 'none'],
      ['adapter, driver keeps-reference', 'none', 'none', 'H8', 'H8'],
      ['adapter, driver waits-for-operation', 'deadlock', 'deadlock', 'deadlock', 'deadlock'],
    ],
  );
});

const detailsOf = (id: string) => settled.find((claim) => claim.id === id)!.judgement!.details;

test('which cleaner does rule (b) leave free to clean a pinned page?', () => {
  const { judgement } = settled.find(({ id }) => id === 'C8')!;
  const cleaners = detailsOf('C8').filter((line) => line.startsWith('  '));
  assert.equal(
    cleaners.map((line) => line.replace(/:.*: /, ': ').replace(/ in direct.*/, '')),
    ['  WB_SYNC_ALL: never', '  WB_SYNC_NONE: in some order of steps', '  reclaim: never'],
  );
  const gap = judgement!.certificates.find(({ schedule }) => schedule !== null)!;
  assert.equal([gap.scenario, gap.choices.rules, gap.without], ['direct-read-and-flusher', ['b'], ['kswapd']]);
  assert.match(detailsOf('C8').at(-1)!, /^Pins tested first.*: in some order of steps in direct-read-and-fsync /);
});

test('whom do the rules that wait put off for ever, in all their subsets?', () => {
  const rows = detailsOf('C10')
    .slice(3, 19)
    .map((line) => line.trim().split(/ {2,}/));
  const waiters = (rules: string) => [
    ...(/\bb( |$)/.test(rules) ? ['fsync'] : []),
    ...(/\bc\b/.test(rules) ? ['punch'] : []),
  ];
  assert.is(new Set(rows.map(([rules]) => rules)).size, 16);
  for (const [rules, , , worded, , , careful] of rows)
    assert.equal([worded, careful], ['nobody', waiters(rules!).join(' ') || 'nobody'], rules);
});

test('what does each part of the condition of C12 prevent?', () => {
  const [, locks, signals, holes, sizeLater, sizeFirst] = detailsOf('C12');
  assert.match(locks!, 'deadlock Sometimes in direct-read-and-truncate, direct-read-and-punch');
  assert.match(signals!, 'new: ‹size 0, read/recovered 22/00; next file: size 1, read/recovered 33/--›');
  assert.not.match(signals!, 'deadlock Sometimes');
  assert.match(holes!, 'punch starved Sometimes in direct-reads-and-punch (rules c)');
  assert.match(
    sizeLater!,
    'truncate starved Sometimes in direct-reads-and-truncate (dax=on, truncateSetsSize=under-lock)',
  );
  assert.match(sizeLater!, 'truncate starved Sometimes in direct-reads-and-truncate (dax=on, filesystem=xfs)');
  assert.not.match(sizeFirst!, 'Sometimes');
});

test('has every claim about waiting a measured time?', () => {
  const timed = settled.filter(({ judgement }) =>
    [judgement?.because, ...(judgement?.details ?? [])].some((text) => text?.includes('(simulated')),
  );
  assert.equal(
    timed.map(({ id }) => id).join(' '),
    'C5 C6 C8 C9 C10 C11 C12 C13 C14 C16a C17 C21b C23 C24 C25 C26 C30 C31 C33',
  );
});

test('takes for ever what never comes to its end?', () => {
  const choices = { rules: ['c'], set: { truncateWaitsForPins: 'as-worded' }, pages: 2 };
  const timed = { scenario: 'direct-read-and-truncate', choices, task: 'truncate', runs: 7 };
  assert.is(measure(timed).longestNs, Number.POSITIVE_INFINITY);
  assert.is(measure({ ...timed, waitingFor: 'pin' }).longestNs, Number.POSITIVE_INFINITY);
});

test('how does each holder of a lease answer, with each consequence?', () => {
  const rows = detailsOf('C17').filter((line) => /^ {2}(prompt|late|never|keeps-the-pin|passed-on) /.test(line));
  const after = 'dma-after-return';
  assert.equal(
    rows.slice(0, 10).map((line) => line.trim().split(/ {2,}/)),
    ['H4', 'H8'].flatMap((harm) => [
      ['prompt', 'none', 'none', 'none'],
      ['late', `${harm} punished dma-after-force`, 'punished', 'punished'],
      ['never', `${harm} punished dma-after-force`, 'punished', 'punished'],
      [
        'keeps-the-pin',
        `${harm} punished dma-after-force ${after}`,
        `${harm} punished ${after}`,
        `${harm} punished ${after}`,
      ],
      ['passed-on', `${harm} punished dma-after-force`, 'H8 punished', 'punished'],
    ]),
  );
  const uncovered = rows.slice(10).map((line) => line.trim().split(/ {2,}/).slice(1));
  assert.equal(
    uncovered,
    ['H4', 'H8'].flatMap((harm) => Array.from({ length: 5 }, () => [harm, harm, harm])),
  );
});

test('does truncation meet the device idle, in its DMA and in its fault?', () => {
  const met = detailsOf('C23').filter((line) => / idle in \d/.test(line));
  assert.is(met.length, 2);
  for (const line of met) for (const count of line.match(/(?<= in )\d+/g)!) assert.ok(Number(count) > 0, line);
});

test('what needs no revocation of pins without faults?', () => {
  const { because } = settled.find(({ id }) => id === 'C30')!.judgement!;
  const [, otherwise] = because.split('otherwise ');
  for (const way of ['(longTermPin=refused)', '(rules d, '])
    assert.match(otherwise!, `no H2a, H7 in rdma-and-fsync ${way}`);
});

test('is a pin told from other references on a large folio, and its page?', () => {
  const large = detailsOf('C33').filter((line) => /^(Large folios|Which page)/.test(line));
  assert.is(large.length, 3);
  assert.match(large[0]!, 'wrong-yes Sometimes');
  assert.not.match(large[1]!, 'Sometimes');
  assert.match(large[2]!, /neighbour hostage Sometimes.*; in two small pages neighbour hostage Never/);
});

test('is the answer on one thread that of all cores?', () => {
  const [here] = claim('C33');
  const there = settled.find(({ id }) => id === 'C33')!;
  assert.equal(here!.judgement, there.judgement);
});

test('has every computed claim teeth?', () => {
  assert.equal(
    bites.map(({ entry }) => entry.id),
    ledger.filter(isComputed).map(({ id }) => id),
  );
});

for (const { after, before, bites: bit, entry } of bites)
  test(`does ${entry.id} come out otherwise when ${entry.tooth.words}?`, () => {
    assert.is(after.verdict, entry.tooth.becomes);
    assert.is.not(after.verdict, before);
    assert.ok(bit);
  });

test('are there at least twelve different changes?', () => {
  assert.ok(new Set(bites.map(({ entry }) => JSON.stringify(entry.tooth.change))).size >= 12);
});

test('is the scoreboard of the README up to date?', () => {
  const text = readFileSync('README.md', 'utf8');
  assert.is(withScoreboard(text, settled), text, 'run npx pinlab claims --scoreboard README.md');
});

test('is an unknown claim refused by name?', () => {
  assert.throws(() => claim('C99'), /there is no claim 'C99'; there are C1a/);
});

test.run();
