// C33: whether a pin can be told from any other reference.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';
import { timesAsLong } from './timing.js';

const references = ['one', 'almost-the-bias', 'the-bias'];

/** The test is right about a device and a bystander, however many references that one holds. */
const right = (lab: Laboratory, set: Readonly<Record<string, string>>) =>
  all(
    ...references.map((held) =>
      lab.explore('direct-read-and-bystander', { set: { ...set, references: held } }).never('wrong-yes', 'wrong-no'),
    ),
  );

/** The same of a large folio of two pages, of which Linux counts the pins apart whatever it does of small ones. */
const rightOfLarge = (lab: Laboratory, pinTest: string) =>
  all(
    ...references.map((held) =>
      lab
        .explore('direct-read-and-bystander', {
          era: '6.12',
          pages: 2,
          set: { filesystem: 'xfs', folios: 'large', pinTest, references: held },
        })
        .never('wrong-yes', 'wrong-no'),
    ),
  );

/** Whether who syncs one page waits for a device that holds another, which user space alone can end. */
const mistaken = (lab: Laboratory, folios: string) =>
  lab.explore('rdma-beside-msync', { rules: ['b'], set: { folios } }).neverHostage('neighbour');

/** For how long: it grows with the time for which user space holds the other page. */
const mistakenFor = (lab: Laboratory) => {
  const held = (hold: number) =>
    lab.measure(
      'rdma-beside-msync',
      { rules: ['b'], set: { folios: 'large' }, times: { hold } },
      { task: 'neighbour', waitingFor: 'pin' },
    );
  return timesAsLong('it waits for the pin', held(1), 'held ten times as long', held(10), 5);
};

export const c33: ComputedEntry = {
  id: 'C33',
  condition:
    '(b) and (c) ask for a raised map count, which no page had yet: it had been proposed that month (assumed). A direct read of one page beside somebody who holds 1, 1,020 or 1,021 ordinary references; the test is asked in every state, of a small page and of a large folio of two pages. Which of its pages a device holds is another question, which no test answers',
  falsifier: 'a page counts as pinned that no device holds, or does not count that one holds',
  ...linux.pinCounting,
  judge: (lab) =>
    dependingOn(
      'pins are counted apart from other references',
      {
        under: all(right(lab, { pinTest: 'mapcount' }), rightOfLarge(lab, 'mapcount')),
        otherwise: all(right(lab, { pinTest: 'refcount' }), right(lab, { pinTest: 'bias' })),
      },
      [
        `By the whole reference count: ${saying(right(lab, { pinTest: 'refcount' }))}.`,
        `By a bias of 1,024: ${saying(right(lab, { pinTest: 'bias' }))}.`,
        `By an exact count of what pin_user_pages took: ${saying(right(lab, { pinTest: 'exact' }))}.`,
        `By a bias that does not see direct I/O: ${saying(right(lab, { pinTest: 'bias', biasSeesDirectIo: 'no' }))}.`,
        `Large folios, by the whole reference count: ${saying(rightOfLarge(lab, 'refcount'))}.`,
        `Large folios, by what Linux does, a bias for small ones and a count of pins for large: ${saying(rightOfLarge(lab, 'bias'))}.`,
        `Which page of a folio, beside RDMA in the other: ${saying(mistaken(lab, 'large'))}; in two small pages ${saying(mistaken(lab, 'small'))}. Such a wait has no bound: ${saying(mistakenFor(lab))}.`,
      ],
    ),
  tooth: {
    words: 'all tests count by a bias',
    change: { set: { pinTest: 'bias' } },
    becomes: 'refuted',
  },
};
