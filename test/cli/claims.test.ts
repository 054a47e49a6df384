// Does `pinlab claims` decide what it is asked, show its evidence, and say what it cannot be asked?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlab, pinlabEach } from './command.js';

const [full, again, json, told, teeth] = await pinlabEach([
  ['claims', 'C13'],
  ['claims', 'c13'],
  ['claims', 'C13', 'C15', '--json'],
  ['claims', 'C15'],
  ['claims', 'C33', '--teeth'],
]);

test('is a claim shown in full, with its searches, their bounds, a schedule to replay and a story?', () => {
  assert.is(full!.status, 0);
  assert.match(full!.stdout, /^C13 {2}They fix the case/);
  assert.match(full!.stdout, /verdict: +holds\n/);
  assert.match(full!.stdout, /bound: +\d+ searches, complete, of [\d,]+ states and \d+ steps at most; up to 3 tasks\n/);
  assert.match(full!.stdout, /decided in: +lib\/claims\/ledger\/c13\.ts/);
  assert.match(
    full!.stdout,
    'Nothing to replay: all searches are complete and found none. One again: npx pinlab explore direct-read-and-truncate --rules c',
  );
  assert.match(full!.stdout, /direct-read-and-truncate: lib\/scenarios\/index\.ts:\d+/);
  assert.match(full!.stdout, /no H4; \d+ states, depth \d+, complete|H4 Never; \d+ states, depth \d+, complete/);
});

test('are many reasons told by sides, and counted where they are more than can be read?', async () => {
  const { stdout } = await pinlab('claims', 'C12');
  assert.match(
    stdout,
    /because: +then outcomes [\s\S]*\n {15}and \d+ more, see the searches\n {15}otherwise outcomes /,
  );
});

test('is the answer the same twice?', () => {
  assert.is(again!.stdout, full!.stdout);
});

test('has the JSON the fields that were promised?', () => {
  const { claims } = JSON.parse(json!.stdout);
  const [first, second] = claims;
  assert.equal([first.id, first.kind, first.verdict], ['C13', 'decided', 'holds']);
  assert.type(first.condition, 'string');
  assert.equal(first.teeth.becomes, 'refuted');
  const { scenario, rules, complete, states, depth, schedule } = first.certificates[0];
  assert.equal([scenario, rules, complete, schedule], ['direct-read-and-truncate', ['c'], true, null]);
  assert.ok(states > 0 && depth > 0);
  assert.equal([second.id, second.verdict, second.certificates, second.teeth], ['C15', 'not computed', [], null]);
});

test('says a definition that it is one?', () => {
  assert.match(told!.stdout, /verdict: +a definition/);
});

test('do teeth show?', () => {
  assert.is(teeth!.status, 0);
  assert.match(teeth!.stdout, /^C33 {2}holds only if → refuted\n/);
});

test('can a printed schedule be replayed, though the claim left a task out?', async () => {
  const shown = (await pinlab('claims', 'C8')).stdout;
  const [, argv] = /npx pinlab (replay .*)/.exec(shown)!;
  const replayed = await pinlab(...argv!.replaceAll('"', '').split(' '));
  assert.is(replayed.status, 0, replayed.stderr);
});

test('is wrong usage refused in one line?', async () => {
  const refused = await pinlabEach([
    ['claims', 'C99'],
    ['claims', '--scoreboard', '--json'],
    ['claims', 'C33', '--scoreboard'],
  ]);
  assert.equal(
    refused.map(({ status, stdout }) => [status, stdout]),
    refused.map(() => [2, '']),
  );
  assert.match(refused[0]!.stderr, /^pinlab claims: there is no claim 'C99'.*\n$/);
  assert.match(refused[1]!.stderr, /--scoreboard goes alone/);
});

test.run();
