// The questions that chapters ask before they run anything, with the answers to choose from.

/** Question number → the question and its choices. */
export const questions = {
  '00.q1': {
    text: 'Two tasks each add 1 to a counter that starts at 0, reading and writing in separate steps. What can it hold at the end?',
    choices: ['2', '1 or 2', '0, 1 or 2'],
  },
  '00.q2': {
    text: 'How many steps that touch the counter does the shortest way to lose an update take?',
    choices: ['2', '3', '4'],
  },
  '01.q1': {
    text: 'How often does the filesystem hear of 100 stores to one clean page?',
    choices: ['never', 'once', '100 times'],
  },
  '01.q2': {
    text: 'fsync returned 0, then the power went. Can a store made before fsync was called be missing?',
    choices: ['yes', 'no'],
  },
  '01.q3': {
    text: 'How does the time of an fsync grow from 1 dirty page to 64 on a rotating disk?',
    choices: ['about 64 times', 'about 2 times', 'hardly at all'],
  },
  '02.q1': {
    text: 'A device writes a page twice under one pin, with an fsync in between. How often does page_mkwrite run for it?',
    choices: ['once', 'twice'],
  },
  '02.q2': {
    text: 'How many ordinary references, all in all, make page_maybe_dma_pinned take a page for pinned?',
    choices: ['1', '1,024', 'no number does'],
  },
  '02.q3': {
    text: 'Chapter 00 again: a page has 1 reference, two tasks each add one, and read and write the count in separate steps. What can it say then?',
    choices: ['3', '2 or 3'],
  },
  '03.q1': {
    text: 'In how many of 2,000 random runs of a direct read beside an fsync is the write to disk inconsistent?',
    choices: ['none', 'fewer than 20', 'about 200', 'about half'],
  },
  '03.q2': {
    text: 'read(2) returned, then fsync was called and returned 0. Can what was read be gone after a power cut?',
    choices: ['yes', 'no'],
  },
  '03.q3': {
    text: 'Chapter 01 again: an fsync cleans a page, then the CPU stores into it once more. Does the filesystem hear of that store?',
    choices: ['yes', 'no'],
  },
  '04.q1': {
    text: 'Under rule (a), how long are the slowest stores to a page that is often synced?',
    choices: ['as long as any fault', 'as long as a write to the drive', 'a tenth of a second'],
  },
  '04.q2': {
    text: 'With rule (a) on, can a device still change a page while it is on its way to the disk?',
    choices: ['yes', 'no'],
  },
  '04.q3': {
    text: 'Chapter 02 again: once a device has its pin, how often do its writes call page_mkwrite?',
    choices: ['each time', 'never'],
  },
  '05.q1': {
    text: 'fsync waits for a pin while it holds the page lock, in the middle of a direct read. What happens?',
    choices: ['it waits, and goes on', 'both wait for ever'],
  },
  '05.q2': {
    text: 'Rule (b) is on: fsync waits for pins. Can a pinned page still turn clean while a device writes it?',
    choices: ['yes', 'no'],
  },
  '05.q3': {
    text: 'Chapter 03 again: how often does the turn pass in the shortest way to an inconsistent write, the first turn counted?',
    choices: ['2', '4', '8'],
  },
  '06.q1': {
    text: 'Page cache: a file is truncated while a device fills one of its pages. To whom do the bytes go?',
    choices: ['to the file', 'to nobody', 'to another file'],
  },
  '06.q2': {
    text: 'The same where the page is the block (DAX), and nobody waits. To whom can the bytes go?',
    choices: ['to the file', 'to nobody', 'to another file'],
  },
  '06.q3': {
    text: 'Chapter 04 again: does rule (a) alone keep a device from tearing a write?',
    choices: ['yes', 'no'],
  },
  '07.q1': {
    text: 'Which is the smallest set of rules that leaves none of the harms H1 to H4 in short reads?',
    choices: ['a, b, c', 'b, c', 'b, b′, c', 'a, b, b′, c'],
  },
  '07.q2': {
    text: 'All rules on, each wait done where the thread’s words put it. What is left?',
    choices: ['nothing', 'harms', 'deadlocks'],
  },
  '07.q3': {
    text: 'Chapter 05 again: how much longer is an fsync under rule (b) for each millisecond of DMA?',
    choices: ['not at all', '1 ms', '10 ms'],
  },
  '08.q1': {
    text: 'Rule (b), and a program that registered a page for RDMA and goes to lunch. How long can an fsync take?',
    choices: ['as long as a write', 'as long as lunch'],
  },
  '08.q2': {
    text: 'A drive stalls for ten seconds under a short pin; a program holds a pin for a millisecond. Who can hold fsync hostage?',
    choices: ['the drive', 'the program', 'both', 'neither'],
  },
  '08.q3': {
    text: 'Chapter 06 again (Linux 4.20, ext4): can truncation of a DAX file be put off for ever by a reader that never stops?',
    choices: ['yes', 'no'],
  },
  '09.q1': {
    text: 'A lease is taken away by force after its time. Does the device of its holder stop writing?',
    choices: ['yes', 'no'],
  },
  '09.q2': {
    text: 'Chapter 07 again: which rule keeps H4, the orphan write, away?',
    choices: ['a', 'b', 'b′', 'c'],
  },
  '10.q1': {
    text: 'A device that faults, and fsync. Can the program that uses the device keep fsync waiting as long as it likes?',
    choices: ['yes', 'no'],
  },
  '10.q2': {
    text: 'Chapter 08 again: may a program hold a page of a DAX file by a long-term pin in Linux 4.20?',
    choices: ['yes', 'no'],
  },
  '11.q1': {
    text: 'A DAX file is truncated under a device that faults. Can the program that uses the device keep truncation waiting as long as it likes?',
    choices: ['yes', 'no'],
  },
  '11.q2': {
    text: 'Chapter 09 again: does forced removal of a lease end a pin?',
    choices: ['yes', 'no'],
  },
  '12.q1': {
    text: 'Of the claims that are decided, how many came out exactly as they were said?',
    choices: ['all', 'more than half', 'fewer than half'],
  },
  '12.q2': {
    text: 'Chapter 10 again: which of two devices that write is stopped by munmap?',
    choices: ['one that faults', 'one that pins', 'both'],
  },
} as const;

/** The questions by number. */
export type Questions = typeof questions;

/** The choices of a question. */
export type ChoiceOf<Q extends keyof Questions> = Questions[Q]['choices'][number];
