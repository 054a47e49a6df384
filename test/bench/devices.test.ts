// Are devices timed at each rate of invalidations, and do the conclusions stand whatever is assumed?
import { benchDevices, measuredDevices } from 'pinlab/bench/device-bench';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pinlabEach } from '../cli/command.js';

test('is each device held up where somebody cleans, and nobody where nobody does?', () => {
  const { conclusions, latencies } = benchDevices({
    era: '6.12',
    devices: measuredDevices,
    everyNs: [null, 5e5],
    operations: 60,
  });
  assert.is(latencies.length, 2 * measuredDevices.length);
  for (const { device, everyNs, faulting } of latencies)
    assert.is(faulting > 0, everyNs !== null, `${device} cleaned every ${everyNs} ns: ${faulting}`);
  assert.equal(
    conclusions.map(({ device }) => device),
    ['vm', 'gpu', 'odp', 'notifier'],
  );
  for (const { holds, lowest, ratio, text } of conclusions) {
    assert.ok(holds && lowest.ratio > 1 && lowest.ratio <= ratio, `${text}: ${JSON.stringify(lowest)}`);
    assert.ok([0.1, 10].includes(lowest.factor));
  }
});

test('does bench devices answer as text and as JSON, and refuse what cannot be measured?', async () => {
  const bench = ['bench', 'devices', '--device', 'vm', '--operations', '20'];
  const [text, json, pins, rate, none] = await pinlabEach([
    [...bench, '--every', 'never,300'],
    [...bench, '--every', '300', '--json'],
    ['bench', 'devices', '--device', 'pinned'],
    ['bench', 'devices', '--device', 'odp', '--every', '30'],
    ['bench', 'devices', '--every', '-3'],
  ]);
  assert.equal([text!.status, json!.status, pins!.status, rate!.status, none!.status], [0, 0, 2, 2, 2]);
  assert.match(text!.stdout, /^vm +never +95 +0\.0 % /m);
  assert.match(text!.stdout, /^holds {2}a write that meets a cleaning takes vm longer than a CPU: /m);
  const { conclusions, latencies } = JSON.parse(json!.stdout);
  assert.equal([latencies.length, latencies[0].everyNs, conclusions[0].inputs > 10], [1, 300_000, true]);
  assert.match(pins!.stderr, /those that are told of invalidations are cpu, vm, gpu, odp, notifier/);
  assert.match(rate!.stderr, /choose everyNs of 100000 or more/);
  assert.match(none!.stderr, /Write microseconds above 0/);
});

test.run();
