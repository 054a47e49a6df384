import { correctAnswers } from 'pinlab/grading/answer-files';
import { LocalSource } from 'pinlab/grading/answers/local-source';
import { offerOf } from 'pinlab/grading/exercise';
import { exerciseOf } from 'pinlab/grading/exercises/index';
import { judge } from 'pinlab/grading/judge';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const exercise = exerciseOf('05-fsync');
const judged = (source: string) => judge(exercise, () => new LocalSource(source, offerOf(exercise)));
const [bouncing, waiting] = correctAnswers('05-fsync').map(({ source }) => source);

/** What is said of an answer whose fsync has this body. */
function said(body: string, before = ''): string {
  const judgement = judged(`${before}\nexport function* fsync(k: any, inode: any): any {\n${body}\n}`);
  assert.is(judgement.points, 0);
  return judgement.reason ?? judgement.checks.find(({ status }) => status === 'failed')!.reason!;
}

test('is one giant step refused?', () => {
  assert.match(
    said("yield* k.step('all of it', () => 0); return 0;"),
    /uses k\.step: an answer is made of the exercise’s own steps/,
  );
  assert.match(said("yield { label: 'all of it', effect() {} }; return 0;"), /yields something that is no step/);
});

test('is a guard that never opens refused?', () => {
  assert.match(said("yield* k.wait('for ever', () => false, 'nothing'); return 0;"), /uses k\.wait/);
});

test('is a step that the exercise has under another name unknown?', () => {
  assert.match(said("yield { step: 'toString', args: [] }; return 0;"), /takes a step toString, which there is not/);
  assert.match(
    said("yield { step: 'constructor', args: [] }; return 0;"),
    /takes a step constructor, which there is not/,
  );
});

test('is folding by hand refused: a loop that waits without retry, and a variable that remembers?', () => {
  assert.match(said('for (;;) if (yield* k.failed()) return 0;'), /60 steps without an end.*return k\.retry\(\)/);
  assert.match(
    said(
      'calls++; yield* k.tagDirty(inode); if (calls % 2 === 0) yield* k.flushDevice(); yield* k.tagDirty(inode); return 0;',
      'let calls = 0;',
    ),
    /does something else when it is asked again/,
  );
});

test('is what an answer was not shown out of its reach?', () => {
  assert.match(
    said('yield* k.tagDirty(inode); const page = yield* k.nextTagged(inode); if (page?.dirty) return 0; return 0;'),
    /reads page0\.dirty/,
  );
  assert.match(said('inode.size = 0; yield* k.failed(); return 0;'), /changes inode0\.size/);
  assert.match(said('return k.memory;'), /uses k\.memory, which there is not/);
  assert.match(said("yield* k.lock({ record: 'page0' }); return 0;"), /hands on an object/);
});

test('does patching the intrinsics or the check change nothing?', () => {
  const patch =
    'Map.prototype.get = () => ({ status: "passed", points: 10 }); Array.prototype.push = () => 0; JSON.parse = () => ({ points: 10 });';
  said('yield* k.failed(); return 0;', patch);
  assert.match(
    said('yield* k.failed(); return 0;', "import { checks } from 'pinlab/grading/judge'; checks.length = 0;"),
    /imports 'pinlab\/grading\/judge'/,
  );
  assert.is(judged(`Map.prototype.get = Map.prototype.set = () => undefined;\n${bouncing}`).points <= 10, true);
  assert.type(new Map([[1, 2]]).get(1), 'number');
});

test('are the time and chance refused?', () => {
  assert.match(said('return Date.now() % 2 ? 0 : 0;'), /uses Date: an answer must do the same/);
  assert.match(said('new Date(); return 0;'), /uses Date/);
  assert.match(said("return Math.random() < 2 ? 0 : 'EIO';"), /uses Math\.random/);
});

test('does an answer that never completes score nothing?', () => {
  assert.match(said('yield* k.tagDirty(inode); return k.retry();'), /never ends/);
  assert.match(said('return k.retry();'), /without having taken a step/);
});

test('are slips of the pen told by name?', () => {
  assert.match(
    said('k.tagDirty(inode); yield* k.flushDevice(); return 0;'),
    /calls k\.flushDevice|k\.tagDirty without waiting/,
  );
  assert.match(said('yield k.tagDirty(inode); return 0;'), /write yield\*/);
  assert.match(said('yield* k.flush(); return 0;'), /uses k\.flush, which there is not; the steps are lock/);
  assert.match(said('yield* k.failed(); return true;'), /fsync returned true; it returns 0 or "EIO"/);
  assert.match(said('yield* k.lock(); return 0;'), /calls k\.lock with 0 arguments; write k\.lock\(page\)/);
  assert.match(judged('export const fsync = 5;').reason!, /declares fsync, which is no function/);
  assert.match(judged('function* sync() {}').reason!, /declares no fsync/);
  assert.match(judged('export async function* fsync(k: any) { return 0; }').checks[0]!.reason!, /without async/);
  assert.match(judged('export function* fsync( {').reason!, /line 1 cannot be read as TypeScript/);
  assert.match(judged('').reason!, /empty/);
});

test('is a rule of the kernel that is broken told with the step that breaks it?', () => {
  const first = 'yield* k.tagDirty(inode); const page = yield* k.nextTagged(inode); if (page === null) return 0;';
  assert.match(
    said(`${first} yield* k.writeProtect(page); return 0;`),
    /fsync calls k\.writeProtect\(page0\): that needs the page lock, and it does not hold it/,
  );
  assert.match(
    said(`${first} yield* k.lock(page); yield* k.lock(page); return 0;`),
    /fsync calls k\.lock\(page0\): it locks what it has locked already/,
  );
  assert.match(said(`${first} yield* k.unlock(page); return 0;`), /fsync calls k\.unlock\(page0\)/);
  assert.match(
    said('yield* k.lock(yield* k.nextTagged(inode)); return 0;'),
    /hands nothing \(null\) to k\.lock.*ask for that before/,
  );
});

test('are an answer’s own words short, and can they move no cursor?', () => {
  const loud = said(`throw new Error('\\u001b[2J' + '!'.repeat(1e6));`);
  assert.ok(loud.length < 700, String(loud.length));
  assert.not.match(loud, /\p{Cc}/u);
  assert.ok(judged(`throw new Error('\\u0007' + 'x'.repeat(1e6));`).reason!.length < 700);
  assert.not.match(judged(`throw new Error('\\u0007');`).reason!, /\p{Cc}/u);
});

test('do answers that are right score everything, asked in a realm of their own?', () => {
  for (const source of [bouncing!, waiting!]) assert.is(judged(source).points, judged(source).maxPoints);
});

test.run();
