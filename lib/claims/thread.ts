// The thread of December 2018 as one mail of it shows it: who claimed what, in which message, in answer to
// whom. Paraphrases are ours. What an experiment says of a claim is not decided here.
//
// Source: the message of Jerome Glisse to Dave Chinner and others, 20 December 2018, on the patch
// "mm: introduce put_user_page*(), placeholder versions", with what it quotes of the messages before it. The
// thread is longer: other people wrote in it, and what the quotes leave out is not here.

/** One message of the thread; the date is its own, in its writer's time zone. */
export interface Message {
  readonly id: string;
  readonly person: string;
  readonly date: string;
  /** The message it answers. */
  readonly answers: string | null;
  /** The message that says it beside its claims; such a row has that one’s date. */
  readonly aside?: string;
}

/** What kind of answer a claim can have. */
export type ClaimKind = 'decided' | 'measured' | 'record' | 'definition' | 'analogy';

/** One claim of the thread. */
export interface Claim {
  readonly id: string;
  /** The message that makes it; `chinner-3-aside` for what chinner-3 says in passing, or takes for granted. */
  readonly message: string;
  /** What it is about, in two or three words. */
  readonly word: string;
  readonly paraphrase: string;
  readonly kind: ClaimKind;
  /** The chapters that settle it. */
  readonly chapters: readonly string[];
}

/** The messages, oldest first, and what one of them says beside its claims as a row of its own. */
export const messages: readonly Message[] = [
  { id: 'chinner-1', person: 'Dave Chinner', date: '19 Dec 2018, +1100', answers: null },
  { id: 'gunthorpe', person: 'Jason Gunthorpe', date: '18 Dec 2018, −0700', answers: 'chinner-1' },
  { id: 'chinner-2', person: 'Dave Chinner', date: '19 Dec 2018, +1100', answers: 'gunthorpe' },
  { id: 'kara', person: 'Jan Kara', date: '19 Dec 2018, +0100', answers: 'chinner-2' },
  { id: 'chinner-3', person: 'Dave Chinner', date: '20 Dec 2018, +1100', answers: 'kara' },
  { id: 'chinner-3-aside', person: 'Dave Chinner', date: 'same mail, in passing', answers: null, aside: 'chinner-3' },
  { id: 'glisse', person: 'Jerome Glisse', date: '20 Dec 2018, −0500', answers: 'chinner-3' },
];

const claim = (
  id: string,
  message: string,
  kind: ClaimKind,
  chapters: string,
  word: string,
  paraphrase: string,
): Claim => ({
  id,
  message,
  kind,
  word,
  paraphrase,
  chapters: chapters.split(' '),
});

/** The claims, in the thread's order; C30 to C33 are what Chinner's last mail says in passing, or takes for granted. */
export const thread: readonly Claim[] = [
  claim(
    'C1',
    'chinner-1',
    'decided',
    '04',
    'force stable pages',
    'Taint the kernel, and force wait_for_stable_page() for pages with GUP mappings on all storage.',
  ),
  claim(
    'C2',
    'gunthorpe',
    'decided',
    '08',
    'forbid O_DIRECT',
    'Direct I/O into file-backed pages could simply be forbidden.',
  ),
  claim('C3', 'chinner-2', 'decided', '03 07', 'O_DIRECT no problem', 'O_DIRECT is not the problem.'),
  claim(
    'C4',
    'kara',
    'decided',
    '03',
    'O_DIRECT harms today',
    'O_DIRECT can crash the machine or corrupt data today just as RDMA can.',
  ),
  claim('C5', 'kara', 'measured', '08', 'easier than RDMA', 'In some respects O_DIRECT is easier than RDMA.'),
  claim(
    'C6',
    'chinner-3',
    'decided',
    '08',
    'transient pins',
    'The right category is the transient page pin, not O_DIRECT.',
  ),
  claim(
    'C7',
    'chinner-3',
    'decided',
    '04',
    '(a) stable pages',
    '(a) Stable pages keep GUP from pinning a page under writeback and changing it in flight.',
  ),
  claim(
    'C8',
    'chinner-3',
    'decided',
    '05',
    '(b) fsync waits',
    '(b) Blocking on pins in fsync keeps a pinned page from turning clean too early.',
  ),
  claim(
    'C9',
    'chinner-3',
    'decided',
    '06',
    '(c) truncation waits',
    '(c) Blocking on pins in truncation keeps the page under the operation.',
  ),
  claim('C10', 'chinner-3', 'decided', '07', 'a, b, c suffice', 'a, b and c together are adequate for short pins.'),
  claim('C11', 'chinner-3', 'decided', '05', 'fsync unbroken', 'They do not break fsync.'),
  claim('C12', 'chinner-3', 'decided', '06', 'truncate unchanged', 'They do not change how truncate works.'),
  claim(
    'C13',
    'chinner-3',
    'decided',
    '06',
    'truncated buffers',
    'They fix the case in which the buffer of a direct read is a mapped file that gets truncated.',
  ),
  claim(
    'C14',
    'chinner-3',
    'decided',
    '08',
    'counts fail long pins',
    'Blocking on counts does not work for long-term pins.',
  ),
  claim(
    'C15',
    'chinner-3',
    'definition',
    '02',
    'what long-term means',
    'Long-term means that user space controls how long the count stays elevated; iov_iter users are transient (quoted from mm/gup.c).',
  ),
  claim(
    'C16',
    'chinner-3',
    'decided',
    '08',
    'block, or EBUSY',
    'Treated as short ones, long-term pins make fsync and truncate block for long, or fail with something like EBUSY.',
  ),
  claim('C17', 'chinner-3', 'decided', '09', 'leases solve it', 'Revocable file layout leases solve that.'),
  claim(
    'C18',
    'chinner-3',
    'record',
    '09',
    'NFS recalls leases',
    'The NFS server already uses leases to revoke delegations.',
  ),
  claim(
    'C19',
    'chinner-3',
    'analogy',
    '09',
    'a pin delegates',
    'A long-term GUP reference is a delegation of file ownership.',
  ),
  claim(
    'C20',
    'chinner-3',
    'decided',
    '09',
    'must be revocable',
    'The filesystem must be able to revoke it for internal and third-party operations.',
  ),
  claim(
    'C21',
    'chinner-3',
    'decided',
    '10',
    'clean under faults',
    'With hardware that faults, pages may be cleaned under a long-term mapping.',
  ),
  claim(
    'C22',
    'chinner-3',
    'decided',
    '10',
    'fsync: no revocation',
    'So fsync needs no revocation with such hardware.',
  ),
  claim('C23', 'chinner-3', 'decided', '11', 'truncate: revocation', 'Truncate and hole punch still need revocation.'),
  claim(
    'C24',
    'chinner-3',
    'decided',
    '06',
    'DAX: no references',
    'DAX must see no reference to a page of persistent memory once its space is freed.',
  ),
  claim(
    'C25',
    'glisse',
    'decided',
    '11',
    'truncate: no revocation',
    'Truncate needs no revocation for hardware that faults: a notifier invalidates its page table.',
  ),
  claim(
    'C26',
    'glisse',
    'decided',
    '10',
    'a regular fault',
    'On its next access the hardware faults, and that is a regular page fault.',
  ),
  claim(
    'C27',
    'glisse',
    'decided',
    '11',
    'as the CPU’s table',
    'All that filesystems expect holds: it is exactly as the CPU page table.',
  ),
  claim(
    'C28',
    'glisse',
    'decided',
    '10',
    'its table follows',
    'If the CPU page table is properly updated, so is the hardware’s.',
  ),
  claim(
    'C29',
    'glisse',
    'decided',
    '10',
    'obeys munmap',
    'Such hardware obeys munmap; its mapping does not outlive the VMA.',
  ),
  claim(
    'C30',
    'chinner-3-aside',
    'decided',
    '10',
    'no faults: fsync revokes',
    'Without faults, fsync has to revoke the lease (implied).',
  ),
  claim(
    'C31',
    'chinner-3-aside',
    'decided',
    '08',
    'user control',
    'It is user control of the pin that is the problem.',
  ),
  claim('C32', 'chinner-3-aside', 'decided', '10', 'fault before DMA', 'The fault comes before DMA is initiated.'),
  claim(
    'C33',
    'chinner-3-aside',
    'decided',
    '02',
    'pins told apart',
    'A GUP reference can be told from other references (implied by b and c).',
  ),
];

/** The claims that a chapter settles. */
export function claimsOf(chapter: string): Claim[] {
  return thread.filter((each) => each.chapters.includes(chapter));
}
