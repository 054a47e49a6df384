// C33: whether a pin can be told from any other reference.
import type { ComputedEntry } from '../entry.js';
import { all, saying } from '../finding.js';
import { dependingOn } from '../judgement.js';
import type { Laboratory } from '../laboratory.js';
import { linux } from './linux.js';

const references = ['one', 'almost-the-bias', 'the-bias'];

/** The test is right about a device and a bystander, however many references that one holds. */
const right = (lab: Laboratory, set: Readonly<Record<string, string>>) =>
  all(
    ...references.map((held) =>
      lab.explore('direct-read-and-bystander', { set: { ...set, references: held } }).never('wrong-yes', 'wrong-no'),
    ),
  );

export const c33: ComputedEntry = {
  id: 'C33',
  condition:
    'a direct read of one page beside somebody who holds 1, 1,020 or 1,021 ordinary references; the test is asked in every state. Pages of large folios, whose pins Linux counts apart, are not meant here',
  falsifier: 'a page counts as pinned that no device holds, or does not count that one holds',
  ...linux.pinCounting,
  judge: (lab) =>
    dependingOn(
      'pins are counted apart from other references',
      {
        under: right(lab, { pinTest: 'mapcount' }),
        otherwise: all(right(lab, { pinTest: 'refcount' }), right(lab, { pinTest: 'bias' })),
      },
      [
        `By the whole reference count: ${saying(right(lab, { pinTest: 'refcount' }))}.`,
        `By a bias of 1,024: ${saying(right(lab, { pinTest: 'bias' }))}.`,
        `By an exact count of what pin_user_pages took: ${saying(right(lab, { pinTest: 'exact' }))}.`,
        `By a bias that does not see direct I/O: ${saying(right(lab, { pinTest: 'bias', biasSeesDirectIo: 'no' }))}.`,
      ],
    ),
  tooth: {
    words: 'all tests count by a bias',
    change: { set: { pinTest: 'bias' } },
    becomes: 'refuted',
  },
};
