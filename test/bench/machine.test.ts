// Are the machine's operations timed as they are, and do the conclusions stand whatever is assumed?
import { benchMachine } from 'pinlab/bench/machine-bench';
import { conclusions, latencies } from 'pinlab/bench/machine-conclusions';
import { truncateUnderRead, workloads } from 'pinlab/bench/machine-workloads';
import { storages } from 'pinlab/devices/storage';
import { summarise } from 'pinlab/measure/summary';
import { eras } from 'pinlab/rules/eras';
import { assumedCosts } from 'pinlab/scenarios/sensitivity';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlabEach } from '../cli/command.js';

test('is each operation timed as often as it was done, on each kind of storage?', () => {
  const { workloads: figures } = benchMachine({ rounds: 20, era: '6.12' });
  assert.is(figures.length, workloads.length * Object.keys(storages).length);
  for (const { operations, storage, workload } of figures)
    for (const { count, minNs, operation } of operations) {
      assert.is(count, 20, `${workload} on ${storage}: ${operation}`);
      assert.ok(minNs > 0, operation);
    }
});

test('are fsync, truncate, stores and device operations among them?', () => {
  const names = workloads.flatMap(({ operations }) => Object.keys(operations));
  for (const name of ['fsync', 'truncate_to_nothing', 'store_to_clean_page', 'direct_read', 'direct_write'])
    assert.ok(names.includes(name), name);
});

test('does a store fault where the page is clean, and not where it was just stored to?', () => {
  const [stores] = workloads;
  const times = latencies(stores!, { era: '6.12' }, 20);
  for (const ns of times.get('store_to_clean_page')!) assert.ok(ns > 1_000, `${ns}`);
  for (const ns of times.get('store_to_writable_page')!) assert.ok(ns < 50, `${ns}`);
});

test('does every conclusion hold in the first, a middle and the last era, with each assumed cost at a tenth and at ten times?', () => {
  const storage = Object.keys(storages).flatMap((name) =>
    assumedCosts({ storage: name }).filter((cost) => Object.hasOwn(storages.hdd.costs, cost)),
  );
  const cpu = assumedCosts({}).filter((cost) => !Object.hasOwn(storages.hdd.costs, cost));
  for (const { version } of [eras[0]!, eras[3]!, eras.at(-1)!])
    for (const { holds, inputs, lowest, ratio, text } of conclusions(version)) {
      assert.ok(holds, `${version}: ${text}: ${ratio}, ${JSON.stringify(lowest)}`);
      assert.ok(lowest.ratio <= ratio * 10 && [0.1, 10].includes(lowest.factor), text);
      assert.is(inputs, storage.length + cpu.length);
    }
});

test('would the conclusion that truncation does not wait fail where it does?', () => {
  const on = (storage: string) => {
    const choices = { era: '6.12', rules: ['c'], storage };
    return summarise(latencies(truncateUnderRead, choices, 20).get('truncate_to_nothing')!).medianNs;
  };
  assert.ok(on('pmem') / on('hdd') < 0.5);
});

test('does bench machine answer as text and JSON, the same every time but for CPU seconds, and refuse what there is not?', async () => {
  const bench = ['bench', 'machine', '--operations', '5'];
  const [text, json, again, wrong] = await pinlabEach([
    bench,
    [...bench, '--json'],
    [...bench, '--json'],
    [...bench, '--era', '2.4'],
  ]);
  assert.equal([text!.status, json!.status, wrong!.status], [0, 0, 2]);
  assert.match(text!.stdout, /^fsync of one page +hdd +5 /m);
  assert.match(text!.stdout, /^holds {2}fsync takes longer on HDD than on NVMe: /m);
  const plain = (stdout: string) => JSON.parse(stdout, (key, value) => (key === 'seconds' ? 0 : value));
  assert.equal(plain(json!.stdout), plain(again!.stdout));
  assert.match(wrong!.stderr, /there is no era '2\.4'/);
});

test.run();
