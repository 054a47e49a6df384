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
} as const;

/** The questions by number. */
export type Questions = typeof questions;

/** The choices of a question. */
export type ChoiceOf<Q extends keyof Questions> = Questions[Q]['choices'][number];
