// Does each chapter show what it is there to show? Read from what came out when it ran, not from its source.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { claimsOf } from 'pinlab/claims/thread';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

interface Cell {
  outputs?: { text?: string | string[]; data?: Record<string, string | string[]> }[];
}

const joined = (text: string | string[] | undefined): string => (Array.isArray(text) ? text.join('') : (text ?? ''));

/** All that a chapter printed, and its figures as text. */
function shownBy(chapter: string): string {
  const file = readdirSync('notebooks').find((name) => name.startsWith(chapter))!;
  const { cells } = JSON.parse(readFileSync(join('notebooks', file), 'utf8')) as { cells: Cell[] };
  return cells
    .flatMap(({ outputs = [] }) => outputs.map(({ data, text }) => joined(text) + joined(data?.['text/plain'])))
    .join('\n');
}

/** What has to be found in each chapter, and in which words it shows. */
const mustShow: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  '00': {
    'every state drawn, and the shortest way to lose an update':
      /Every state of two tasks that add 1[\s\S]*marked path: 0 -> 1 -> 5 -> 11 -> 18 -> 24 -> 26/,
    'the verdict with its schedule': /an update is lost: Sometimes, shortest in 6 steps, schedule 'a3b2a'/,
    'one store and one fsync on a timeline': /One store and one fsync[\s\S]*fsync +waits for writeback/,
    'the state difference of one step': /All that one step changed[\s\S]*counter +value +0 +-> +1/,
    'the glossary': /GUP, pin: .*get_user_pages[\s\S]*reclaim: /,
  },
  '01': {
    'the trip wire, first and alone':
      /One store into a clean page, step by step[\s\S]*the page is marked dirty at step 6\nthe PTE is writable from step 9 on/,
    'the three “dirty”': /steps taken +what it does +PTE dirty bit +PG_dirty +not on disk/,
    'a crash, and what it leaves': /fsync returns 0 +1 +1/,
    'every page table is told': /write-protect a PTE\n +8 +fsync +write-protect a PTE/,
    'a store with and without the fault': /without a fault +100 .*\n *through page_mkwrite +100 /,
    'fsync against dirty pages on three devices': /hdd +64 [\s\S]*nvme +64 [\s\S]*pmem +64 /,
  },
  '02': {
    'two files and one page': /A direct read of file 2 whose buffer is a page of file 1/,
    'the device goes past the PTE': /After write-protection the store faults and the DMA goes on/,
    'page_mkwrite once': /You made no prediction\. Measured: once\./,
    'references, pins and the bias': /the bias is 1024; an idle mapped page has 3 references/,
    'a false positive': /bias +Never +Never +Sometimes +Never/,
    'who holds the page, step by step':
      /after +page cache +buffers +page tables +pins +all[\s\S]*release the pin +0 +0 +0 +0 +0/,
  },
  '03': {
    'H1 to H4 happen': /^H1 .*Sometimes[\s\S]*^H3 .*Sometimes[\s\S]*^H4 .*Sometimes[\s\S]*^H2 .*Sometimes/m,
    'the shortest way to H1, step by step': /H1: a page changes between its checksum and the disk[\s\S]*end writeback/,
    'a crash, and data dropped instead':
      /BUG: the machine can stop[\s\S]*drop: the machine goes on; lost data: Sometimes/,
    'fsync returned 0 and the data is gone': /H2: the end of the schedule[\s\S]*fsync returns 0 {2}<- lost data/,
    'what real kernels did': /nothing special +ext4 +2 of 200 +175 of 200/,
    'the cure in the model': /a store to the page, then fsync +\*Never/,
    'the order that is not enough': /looks first, wakes last \(7\.0\) +Sometimes/,
    'random and PCT runs beside a search': /random: first in +PCT: first in +exhaustive: steps looked at/,
    'the album': /The album of harms[\s\S]*H1 inconsistent write +31 +4[\s\S]*H9 outlives the mapping/,
  },
  '04': {
    'the distribution of a store’s time':
      /Time of a store beside fsync[\s\S]*rule \(a\) off[\s\S]*rule \(a\) on[\s\S]*@ns\[/,
    'torn writes off and on': /a CPU stores +Sometimes +Never\n *a device writes +Sometimes +Sometimes/,
    'the schedule that still tears': /Torn under rule \(a\): the pin was taken before the writeback began/,
    'no pin taken in mid-writeback': /rule \(a\) on: 0 steps take a pin in mid-writeback/,
    'each assumed cost varied': /longer in \d+ of \d+ variations/,
  },
  '05': {
    'fsync against the length of the DMA':
      /Time of an fsync against the length of the DMA[\s\S]*rule \(b\) +1600 +1\.\d+ ms/,
    'the time by reason of waiting': /What an fsync beside a DMA waits for[\s\S]*rule \(b\) +[\d.]+ µs +\d+ µs/,
    'the gap, and that b′ closes it':
      /^b +234 steps +Sometimes[\s\S]*^b′ +\*0 steps +\*Never[\s\S]*^b and b′ +\*0 steps +\*Never/m,
    'as worded it deadlocks, careful it does not':
      /one page +Never +Sometimes +Never\n *two pages in one call +Never +Sometimes +Never/,
    'who waits for whom': /a circle: read → fsync → read/,
    'the loss that b mends, and the one that it leaves':
      /fsync as the cleaner: Sometimes without a rule, Never with b[\s\S]*^a, b, c +Sometimes[\s\S]*^b, b′ +\*Never/m,
    'starved by new pins': /rule \(b\): \d+ states; fsync can be put off for ever: Sometimes/,
  },
  '06': {
    'an orphan page': /step \d+: the page leaves the file; step \d+: the device writes it/,
    'another file’s bytes': /DAX without any waiting[\s\S]*foreign block/,
    'waiting keeps them apart, but for a gap':
      /nobody waits +Sometimes[\s\S]*4\.20, waits +\*Never[\s\S]*after munmap[\s\S]*ext4, 6\.12 +Sometimes[\s\S]*ext4, 6\.17 +\*Never/,
    'truncation against the length of the DMA':
      /Time of a truncation against the length of the DMA[\s\S]*DAX, Linux 4\.20 +1600/,
    'deadlock with the lock held': /DAX, two pages, as worded: deadlock Sometimes/,
    'starvation by new pins':
      /truncate +DAX +Never +Never\npunch +DAX +Never +Sometimes[\s\S]*5\.3 on +DAX +Never +Sometimes/,
    'pins tested too early': /pins tested before unmapping: H4 Sometimes/,
    'what an outsider sees': /what can be seen is equal/,
  },
  '07': {
    'every subset with care': /Rules against harms, waiting with care[\s\S]*a, b, b′, c(?: +\*Never){7} +\*Sometimes/,
    'every subset as worded': /Rules against harms, waiting as worded[\s\S]*deadlock/,
    'the smallest sets': /sets without harm or deadlock: \{b, b′, c\} \{a, b, b′, c\}/,
    'what a, b, c leave': /under a, b, c is left: H2 by flusher, H3/,
    'no search cut short': /cells, \d+ searches, cut short: 0/,
    'what the rules cost': /reads per ms \(all simulated\)/,
  },
  '08': {
    'fsync and truncate against hold time':
      /against how long a program holds the page[\s\S]*truncate, rule \(c\) +10,000 +10 s/,
    'hostage verdicts, and who frees them': /rdma-and-fsync +Sometimes +owner: let go of the region/,
    'control, not length': /a drive stalls +10 s +Never\na program holds +1\.\d+ ms +Sometimes/,
    'the rate of EBUSY': /held 10 ms +\d+\.?\d* % +\d+\.?\d* %/,
    'refusal, orphan and ban':
      /refuse long-term pins: RDMA +none +\*Never +\*EFAULT[\s\S]*forbid all pins for writing +none +\*Never +\*EFAULT/,
    'the album': /H7 fsync held hostage +\d+ +2[\s\S]*H8 truncation held hostage +\d+ +2/,
  },
  '09': {
    'truncate time by how the holder answers':
      /Time of a truncation, by how the holder answers[\s\S]*prompt +1\.\d+ ms/,
    'DMA goes on after forced removal': /never +DMA goes on, H4 +device stops +device stops/,
    'answered but still pinned': /keeps the pin +DMA goes on, H4 +DMA goes on, H4 +DMA goes on, H4/,
    fencing: /never, fence: Never/,
    'what breaks no lease': /F_SETLEASE +asks first +does not ask +does not ask +asks first/,
    'reflink under a pin': /reflink under a pin, no lease: H6 Sometimes/,
  },
  '10': {
    'one more page table': /fsync tells the device first[\s\S]*an invalidation begins/,
    'fsync needs no revocation': /odp +Never +0 steps +Never/,
    'the pinned device beside it': /pinned +Sometimes +\d+ steps +Never/,
    'munmap, for a mirror and for a pin': /odp +Never +Never[\s\S]*pinned +yes, in \d+ steps +Never/,
    'an invalidation between two pieces':
      /gpu: faults before its first piece 1, between the two 1\nodp: fsync does not get between them/,
    'latency against the rate of invalidations': /while the page is cleaned again and again[\s\S]*cpu +300/,
    'each fault’s cost varied': /fault × 0\.1, × 1, × 10/,
  },
  '11': {
    'two by two': /it faults +fine +fine\nit pins +H4 +waits/,
    'the whole matrix':
      /pinned +H4 +waits +H4 +waits +H2 H6 +fine[\s\S]*faulting +fine +fine +fine +fine +fine +fine\nfaulting, keeps a reference +fine +waits/,
    'each buggy driver': /returns early +H4 +H5[\s\S]*waits for operation +deadlock +deadlock/,
    'no search cut short': /searches, cut short: 0/,
    'waits bounded by the device beside waits bounded by nobody':
      /pinned +1000 +1000 ms[\s\S]*faulting +1000 +[\d.]+ µs/,
    'as a CPU': /truncate DAX +equal/,
  },
  '12': {
    'the scoreboard': /What became of each claim[\s\S]*Jerome Glisse/,
    'every claim that the ledger has': /^as said: C2 .* · C31 .*[\s\S]*^C33 pins told apart: holds only if/m,
    'the ledger still says so': /C8: holds only if .*as kept: true/,
    'eras and harms': /Linux 4\.20 [\s\S]*Linux 7\.0 /,
    'what changed': /H3 is Never from 6\.12 on/,
    'what was chosen': /whether a device may hold a page of a file .* allowed +refused +changed/,
    'a question of one’s own': /look=nobody: Sometimes[\s\S]*look=reader: Never/,
    'the whole album': /H9 outlives the mapping +\d+/,
  },
};

/** The ledger's verdicts on a claim, one for each half, from the table of the README. */
function ledgerOn(id: string): string[] {
  const rows = [...readFileSync('README.md', 'utf8').matchAll(/^\| (C\d+)[a-z]? \|.*\| ([^|]+) \|$/gm)];
  return rows.filter((row) => row[1] === id).map((row) => row[2]!);
}

/** The line of a chapter's end on a claim: `C8, (b) fsync waits: holds only if …`. */
const verdictOn = (id: string): RegExp =>
  new RegExp(`^${id}, .*?: (holds only if|holds|refuted|a definition|an analogy|a matter of record)(?:;| )`, 'm');

for (const [chapter, wanted] of Object.entries(mustShow)) {
  const shown = shownBy(chapter);
  for (const [what, words] of Object.entries(wanted))
    test(`does chapter ${chapter} show this: ${what}?`, () => assert.match(shown, words));

  if (!['00', '01', '12'].includes(chapter))
    test(`does chapter ${chapter} give each of its claims a verdict, and each of its questions an answer?`, () => {
      for (const { id } of claimsOf(chapter)) assert.match(shown, verdictOn(id));
      assert.match(shown, new RegExp(`^${chapter}\\.q1 .*\\n .*measured: (?!not yet)`, 'm'));
      assert.not.match(shown, /measured: not yet|unknown:|undefined|NaN/);
    });

  test(`does chapter ${chapter} say the same of its claims as the ledger?`, () => {
    for (const { id, kind } of claimsOf(chapter)) {
      const said = verdictOn(id).exec(shown)![1]!;
      const known = ledgerOn(id);
      if (known.length === 0) continue;
      if (kind === 'decided' || kind === 'measured')
        assert.ok(
          known.some((verdict) => verdict === said || verdict.startsWith(`${said} `)),
          `${id}: ${said}; the ledger: ${known}`,
        );
      else assert.ok(/^an? /.test(said), `${id}: ${said}`);
    }
  });
}

test.run();
