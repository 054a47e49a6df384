import { correctAnswers, exerciseFile, wrongAnswers } from 'pinlab/grading/answer-files';
import { exerciseOf, exercises } from 'pinlab/grading/exercises/index';
import type { Judgement } from 'pinlab/grading/judge';
import { wayText } from 'pinlab/grading/judgement-text';
import { judgeKept } from 'pinlab/grading/verify';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const judged = (id: string, source: string): Judgement =>
  judgeKept(exerciseOf(id), source, { stories: true, page: true, figure: true });
const wrong = (id: string, answer: string): Judgement =>
  judged(id, wrongAnswers(id).find(({ name }) => name === answer)!.source);
const reasonOf = ({ checks }: Judgement): string => checks.find(({ status }) => status === 'failed')!.reason!;

test('does whoever breaks it see how: the losing schedule as a story, a figure and a page?', () => {
  for (const { source } of correctAnswers('03-break-it')) {
    const judgement = judged('03-break-it', source);
    assert.is(judgement.points, judgement.maxPoints);
    const way = wayText(judgement)!;
    assert.match(way, /^What you have brought about, ‹what fsync promised is gone›:/);
    assert.match(way, /fsync returns 0[\s\S]*the power goes[\s\S]*Here: what was promised is gone, as these/);
    assert.match(way.replaceAll(/\s+/g, ' '), /on the medium holds the file’s original bytes/);
    assert.match(judgement.page!, /<h1>03-break-it\/loses: what fsync promised is gone<\/h1>/);
    assert.match(JSON.stringify(judgement.figure), /what was promised is gone/);
  }
});

test('does whoever plays it see his own moves, too long or not?', () => {
  const [answer] = correctAnswers('03-play-it');
  assert.match(wayText(judged('03-play-it', answer!.source))!, /^What you have brought about, ‹H4 is reached›/);
  const long = wrong('03-play-it', 'stores-too');
  assert.match(wayText(long)!, /‹H4 is reached›[\s\S]*Here H4 \(orphan write\) comes true/);
});

test('does a story tell of what was found, and of nothing that only detectors know?', () => {
  for (const [id, name] of [
    ['02-unpin', 'keeps-it'],
    ['05-fsync', 'no-flush'],
    ['04-stable-pages', 'says-so'],
    ['06-truncate', 'keeps-the-blocks'],
  ] as const) {
    const way = wayText(wrong(id, name))!;
    assert.is(way.match(/!!/g)!.length, 1, name);
    assert.not.match(way, /answered|scene\.\w+ is/, name);
  }
});

test('where nobody is stuck and nothing ends, is one round told?', () => {
  const way = wayText(judged('04-stable-pages', exerciseFile('04-stable-pages', 'stub.ts')))!;
  assert.match(way, /tries to store, in vain[\s\S]*Steps 1–3 repeat for ever: after step 3 everything is as it was/);
  assert.match(wayText(wrong('06-truncate', 'size-last'))!, /Steps \d+–\d+ repeat for ever/);
  const stuck = wayText(wrong('06-truncate', 'sleeps-with-the-lock'))!;
  assert.not.match(stuck, /repeat/);
  assert.match(stuck, /truncate waits at ‹wait for pins›/);
});

test('is a broken rule named, whoever takes the step at which it shows?', () => {
  assert.match(reasonOf(wrong('02-unpin', 'does-not-wait')), /lets go of a page that the device is still writing/);
  assert.match(reasonOf(wrong('02-unpin', 'drops-first')), /touches a page that it no longer holds/);
  assert.match(reasonOf(wrong('04-stable-pages', 'pins-nothing')), /gives a device a page that nobody holds/);
});

test('does every wrong answer’s reason read like a sentence, and no label of a step?', () => {
  const labels = /^(DMA into|BUG|wait |lock |unlock )/;
  for (const { id } of exercises.filter((each) => /^0[23]/.test(each.id)))
    for (const { name } of wrongAnswers(id)) assert.not.match(reasonOf(wrong(id, name)), labels, `${id} ${name}`);
});

test.run();
