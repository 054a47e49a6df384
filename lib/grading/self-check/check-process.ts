// The process behind `check`: an answer on standard input, the judgement on standard output. It is the
// grader with one thread, so that a self-check and a grade cannot differ.
import { readFileSync } from 'node:fs';
import { Grader } from '../sandbox/grader.js';
import type { Work } from '../sandbox/judge-worker.js';
import { mechanism } from '../sandbox/mechanism.js';

const { exercise, source, seed } = JSON.parse(readFileSync(0, 'utf8')) as Work;
const grader = new Grader(mechanism(), 1);
const judgement = await grader.grade(exercise, source, { figure: true, ...(seed !== undefined && { seed }) });
await grader.end();
process.stdout.write(JSON.stringify(judgement));
