// The process behind `check`: a line of JSON for each answer on standard input, a line with its judgement on
// standard output. It is the grader with one thread, so that a self-check and a grade cannot differ. It
// stays between two checks, because starting it takes longer than most answers do.
import { createInterface } from 'node:readline';
import { Grader } from '../sandbox/grader.js';
import type { Work } from '../sandbox/judge-worker.js';
import { mechanism } from '../sandbox/mechanism.js';

const grader = new Grader(mechanism(), 1);
for await (const line of createInterface({ input: process.stdin })) {
  const { exercise, source, ...options } = JSON.parse(line) as Work;
  process.stdout.write(`${JSON.stringify(await grader.grade(exercise, source, options))}\n`);
}
await grader.end();
