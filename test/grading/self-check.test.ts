// check() in a real kernel, as a student meets it: stub, wrong answer, interruption, right answer.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { correctAnswers, wrongAnswers } from 'pinlab/grading/answer-files';
import { exerciseOf } from 'pinlab/grading/exercises/index';
import { exerciseNotebook } from 'pinlab/grading/release/exercise-notebook';
import { mechanism } from 'pinlab/grading/sandbox/mechanism';
import { judgedByGrader } from 'pinlab/grading/self-check/own-grader';
import { notebookText } from 'pinlab/notebook/notebook-file';
import type { Output } from 'pinlab/notebook/output';
import { runNotebook } from 'pinlab/notebook/runner';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { code, processesWith } from '../notebook/support.js';

const selfCheck = suite('self-check');
const id = '02-unpin';
/** Below the project, where a notebook finds the library. */
const folder = resolve('.build', 'self-check');
mkdirSync(folder, { recursive: true });

const cell = (source: string): string =>
  source.replaceAll(/^export (?=function)/gm, '').replaceAll(/^import type .*\n/gm, '');
const wrong = cell(wrongAnswers(id).find(({ name }) => name === 'too-soon')!.source);
const right = cell(correctAnswers(id)[0]!.source);
const loops = 'function* finishDma(k: UnpinSteps, pin: PinHandle): Op { for (;;); }';
/** The process that judges. */
const program = resolve('lib/dist/grading/self-check/check-process.js');

const textOf = (outputs: readonly Output[]): string =>
  outputs.map((output) => ('text' in output ? String(output.text) : JSON.stringify(output))).join('\n');

if (mechanism() !== 'none')
  selfCheck('does a student get from the stub to all points, with a counterexample on the way?', async () => {
    const { cells, ...notebook } = exerciseNotebook(exerciseOf(id));
    const check = `check('${id}');`;
    const after = [wrong, check, loops, check, right, check, check].map((text) =>
      code(text, { tags: ['raises-exception'] }),
    );
    // As it was saved: what is run later is not in the file.
    writeFileSync(join(folder, `${id}.ipynb`), notebookText({ ...notebook, cells }));
    const { notebook: ran, failure } = await runNotebook(
      join(folder, `${id}.ipynb`),
      { ...notebook, cells: [...cells, ...after].map((each, n) => ({ ...each, id: `c${n}` })) },
      { timeoutMs: 60_000 },
    );
    assert.is(failure, undefined, JSON.stringify(failure));
    const said = ran.cells.filter(({ source }) => source === check).map(({ outputs = [] }) => textOf(outputs));
    const [stub, partly, endless, full, kept] = said;
    assert.match(
      stub!,
      /0 of 6 points[\s\S]*never let go of the page[\s\S]*image\/svg\+xml[\s\S]*The way to the first/,
    );
    assert.match(
      partly!,
      /4 of 6 points[\s\S]*the chunk was lost[\s\S]*‹what the device wrote last is not lost either›/,
    );
    assert.match(endless!, /0 of 6 points[\s\S]*between two steps it loops for ever/);
    assert.match(full!, /6 of 6 points[\s\S]*The saved notebook differs/);
    assert.is(kept, full);
    assert.equal(processesWith(program), [], 'a process is left');
  });

if (mechanism() !== 'none')
  selfCheck('does an interruption end a check, and the next one begin anew?', () => {
    assert.is(judgedByGrader({ exercise: id, source: right }).points, 6);
    const [child] = execFileSync('ps', ['-A', '-o', 'ppid=,pid=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([parent, , ...args]) => Number(parent) === process.pid && args.includes(program));
    spawn('sh', ['-c', `sleep 0.5; kill -INT ${child![1]}`], { stdio: 'ignore' });
    assert.throws(
      () => judgedByGrader({ exercise: id, source: loops }),
      /the check could not be made: it was interrupted/,
    );
    assert.is(judgedByGrader({ exercise: id, source: right }).points, 6);
  });

selfCheck.run();
