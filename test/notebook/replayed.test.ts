// Does one short string give the same trace, byte for byte, in a fresh process and in a notebook?
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { counterexample, explore, namedScenario } from 'pinlab';
import { runNotebook } from 'pinlab/notebook/runner';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { notebook } from './support.js';

const name = 'late-redirty-and-crash';
const scenario = namedScenario(name).build();
const schedule = explore(scenario).harms.find(({ id }) => id === 'H2a')!.schedule!;

/** What is replayed, written as both sides run it. */
const code = `const example = lab.counterexample(lab.namedScenario('${name}').build(), '${schedule}');
console.log(JSON.stringify([example.run.trace, example.harms]));
console.log(lab.mermaid(example.run.trace, { harms: example.harms }));
console.log(lab.story(example.scenario, example.schedule));`;

test('is the trace of a schedule the same in a notebook, in a fresh process and here?', async () => {
  const here = counterexample(scenario, schedule);
  const fresh = spawnSync(process.execPath, ['--input-type=module', '-e', `import * as lab from 'pinlab';\n${code}`], {
    encoding: 'utf8',
  });
  assert.is(fresh.stderr, '');
  assert.is(fresh.stdout.split('\n')[0], JSON.stringify([here.run.trace, here.harms]));
  mkdirSync('.build/replayed', { recursive: true });
  const run = await runNotebook('.build/replayed/a.ipynb', notebook([`import * as lab from 'pinlab';\n${code}`]), {
    timeoutMs: 60_000,
  });
  const [output] = run.notebook.cells[0]!.outputs ?? [];
  assert.ok(output !== undefined && 'text' in output, JSON.stringify(run.failure));
  assert.is(output.text, fresh.stdout);
});

test.run();
