import { existsSync, readFileSync } from 'node:fs';
import { verificationText } from 'pinlab/cli/verification-text';
import { exercises } from 'pinlab/grading/exercises/index';
import { verify } from 'pinlab/grading/verify';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

for (const exercise of exercises)
  test(`${exercise.id}: does each answer come out as it should, and is every mutant killed or excused?`, () => {
    const seen = verify(exercise);
    assert.equal(seen.problems, []);
    const golden = `test/grading/matrices/${exercise.id}.txt`;
    assert.is(verificationText(seen), existsSync(golden) ? readFileSync(golden, 'utf8') : '');
  });

test.run();
