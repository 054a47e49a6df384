// Sharing and leaving out: does an answer stay the same when less is watched for, and is all code still checked?
import { Answers, search } from 'pinlab/claims/answers';
import { CheckedSteps } from 'pinlab/claims/checked-steps';
import { ledger } from 'pinlab/claims/ledger/index';
import { judgeHere } from 'pinlab/claims/settle';
import { type Kernel, kernelFunction, one, record, scenario, search as searchAlone, uint } from 'pinlab/engine/index';
import { namedScenario } from 'pinlab/scenarios/index';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const fsync = { scenario: 'direct-read-and-fsync', choices: {} };
const each = { ...fsync, checks: 'each search' } as const;

test('does a search answer the same, whatever is watched for, but for that?', () => {
  const { answer: all } = search({ ...each, watch: ['cleaned-under-pin', 'late', 'unstable'] }, new CheckedSteps());
  const { answer: none } = search({ ...each, watch: [] }, new CheckedSteps());
  assert.equal(
    all.observations.map(({ id }) => id),
    ['unstable', 'late', 'cleaned-under-pin'],
  );
  assert.equal({ ...all, observations: [] }, none);
});

test('is a case searched again where something new is to be watched for, and only then?', () => {
  const answers = new Answers();
  answers.want(fsync.scenario, 'late');
  answers.answerHere([fsync], []);
  assert.ok(answers.find(fsync, ['late']) !== null);
  assert.is(answers.find(fsync, ['unstable']), null);
  answers.want(fsync.scenario, 'unstable');
  answers.answerHere([fsync], []);
  answers.answerHere([fsync], []);
  assert.is(answers.searches, 2);
  assert.ok(answers.find(fsync, ['late', 'unstable']) !== null);
});

test('are claims that watch for different things in one scenario judged alike, alone and together?', () => {
  const [c7, c8] = ['C7', 'C8'].map((id) => ledger.find((entry) => entry.id === id)!);
  const together = judgeHere([{ entry: c7! }, { entry: c8! }]);
  const shared = new Answers();
  const alone = [c7!, c8!].map((entry) => judgeHere([{ entry }], shared)[0]);
  assert.equal(together, alone);
});

test('does a search with a step that no checked search has taken come as new?', () => {
  const checked = new CheckedSteps();
  const found = (rules: readonly string[]) => searchAlone(namedScenario('direct-read-and-fsync').build({ rules }));
  assert.equal(
    [[], [], ['c'], ['b'], ['b']].map((rules) => checked.add(found(rules))),
    [true, false, false, true, false],
  );
});

test('is what one thread has checked known to another that is told of it?', () => {
  const found = searchAlone(namedScenario('direct-read-and-fsync').build({}));
  const [one, other] = [new CheckedSteps(), new CheckedSteps()];
  assert.equal([one.begin('direct-read-and-fsync'), one.add(found)], [true, true]);
  other.hear(one.takeNews());
  assert.equal([other.begin('direct-read-and-fsync'), other.add(found)], [false, false]);
  assert.equal([one.takeNews(), other.takeNews()], [[], []]);
});

test('are the steps of a task outside of all kernel functions its scenario’s own?', () => {
  const named = (name: string) => {
    const memory = { cell: one(record('Cell', { n: uint(2) })) };
    const idle = kernelFunction('idle', function* (k) {
      yield* k.step('wait a bit', () => {});
    });
    const tasks = [
      {
        name: 'task',
        run: function* (k: Kernel) {
          yield* k.step('begin', () => {});
          yield* idle(k);
        },
      },
    ];
    return searchAlone(scenario({ name, about: '', memory, tasks }));
  };
  const checked = new CheckedSteps();
  assert.equal(
    ['one', 'one', 'other'].map((name) => checked.add(named(name))),
    [true, false, true],
  );
});

test.run();
