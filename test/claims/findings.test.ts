// The logic of findings: what is open stays open, and a condition decides where the two sides differ.
import { all, any, type Finding, not, saying, type Truth } from 'pinlab/claims/finding';
import { asSaid, dependingOn } from 'pinlab/claims/judgement';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const found = (truth: Truth): Finding => ({ truth, parts: [{ what: truth, where: '', setting: '' }], shows: [] });
const [yes, no, open] = [found('yes'), found('no'), found('open')];

test('do findings join by the logic of three values?', () => {
  assert.equal([all(yes, yes), all(yes, open), all(no, open), all()].map(truthOf), ['yes', 'open', 'no', 'yes']);
  assert.equal([any(no, no), any(no, open), any(yes, open), any()].map(truthOf), ['no', 'open', 'yes', 'no']);
  assert.equal([not(yes), not(no), not(open)].map(truthOf), ['no', 'yes', 'open']);
});

test('does a joined finding name what decides it?', () => {
  assert.is(saying(all(yes, no)), 'no');
  assert.is(saying(any(yes, no)), 'yes');
});

test('is what is alike in several places said once?', () => {
  const part = (where: string, setting: string) => ({ what: 'no H1', where, setting });
  const parts = [part('store', 'rules a'), part('read', 'rules a'), part('read', '')];
  assert.is(saying({ parts }), 'no H1 in store, read (rules a); no H1 in read');
});

test('does a cut search leave the claim undecided?', () => {
  assert.equal([asSaid(yes), asSaid(no), asSaid(open)].map(verdictOf), ['holds', 'refuted', 'undecided']);
});

test('does a condition decide only where both sides are decided and differ?', () => {
  const verdict = (under: Finding, otherwise: Finding) => verdictOf(dependingOn('it rains', { under, otherwise }));
  assert.is(verdict(yes, no), 'holds only if');
  assert.is(verdict(yes, yes), 'holds');
  assert.is(verdict(no, yes), 'refuted');
  assert.is(verdict(no, no), 'refuted');
  assert.is(verdict(yes, open), 'undecided');
  assert.is(verdict(open, no), 'undecided');
});

const truthOf = ({ truth }: Finding): Truth => truth;
const verdictOf = ({ verdict }: ReturnType<typeof asSaid>): string => verdict;

test.run();
