// What does being told of every change cost a device, beside a CPU, and what of that owes to figures nobody measured?
import { deviceLatency } from 'pinlab/measure/device-latency';
import type { DeviceKind } from 'pinlab/pages/device-kind';
import { assumedCosts, sensitivity } from 'pinlab/scenarios/sensitivity';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const few = { operations: 100, runs: 3 } as const;
const mean = (device: DeviceKind, everyNs?: number, times: Readonly<Record<string, number>> = {}): number =>
  deviceLatency({ ...few, device, ...(everyNs !== undefined && { everyNs }), choices: { times } }).meanNs;

test('do operations take longer the more often the page is cleaned, of a CPU as of every device?', () => {
  for (const device of ['cpu', 'vm', 'gpu', 'odp', 'notifier'] as const) {
    const [never, seldom, often] = [mean(device), mean(device, 1e6), mean(device, 2e5)];
    assert.ok(never! < seldom! && seldom! < often!, `${device}: ${never} ${seldom} ${often}`);
  }
});

test('does nobody fault where nobody cleans, and somebody where somebody does?', () => {
  assert.is(deviceLatency({ ...few, device: 'odp' }).faulting, 0);
  assert.ok(deviceLatency({ ...few, device: 'odp', everyNs: 3e5 }).faulting > 0.05);
});

test('does an operation that meets a cleaning cost a device more than a CPU, with each assumed cost × 0.1 and × 10 as well?', () => {
  for (const [device, everyNs, operations] of [
    ['vm', 2e5, 100],
    ['odp', 1e6, 300],
  ] as const) {
    const faulted = (who: DeviceKind, times: Readonly<Record<string, number>>) =>
      deviceLatency({ runs: 2, operations, device: who, everyNs, choices: { times } }).faultedMeanNs!;
    const dearer = (times: Readonly<Record<string, number>>) => faulted(device, times) > faulted('cpu', times);
    assert.ok(dearer({}), device);
    for (const { cost, factor, value } of sensitivity(dearer, { storage: 'pmem' }, device))
      assert.ok(value, `${device}: ${cost} × ${factor}`);
  }
  assert.ok(assumedCosts({}, 'odp').includes('deviceFault'));
  assert.not(assumedCosts({}).includes('deviceFault'));
});

test('is a rate at which a device hardly gets on refused, with what to choose?', () => {
  assert.throws(() => deviceLatency({ device: 'odp', everyNs: 3e4 }), /choose everyNs of 100000 or more/);
  assert.throws(() => deviceLatency({ device: 'pinned' }), /learns of no invalidation/);
  assert.throws(() => deviceLatency({ device: 'odp', operations: 1 }), /measure 2 or more/);
});

test.run();
