// Scenarios in which a device makes accesses, and the kind of device is chosen: `--set device=gpu`.

import type { Machine } from '../devices/machine.js';
import { deviceOperations } from '../devices/operations.js';
import { restoreWorker } from '../devices/restore.js';
import { kernelFunction, type Task } from '../engine/index.js';
import { fsync } from '../filesystems/fsync.js';
import { type DeviceKind, deviceKinds, isPinning } from '../pages/device-kind.js';
import type { Choices, Setting } from '../rules/setting.js';
import { fileOutcome, type MachineParts, machineScenario, type NamedScenario } from './machine-scenario.js';
import { patchSetting } from './patch.js';

/** What the first operation of a device writes; the next one writes the token after it. */
export const deviceToken = 2;

/** What such a scenario says of its machine. */
export interface DeviceParts
  extends Omit<MachineParts, 'tasks' | 'patch' | 'device' | 'regions' | 'messages' | 'transfers'> {
  /** Operations that the device makes, one after the other. */
  readonly operations: number;
  /** Whether the device’s user calls fsync when they are over. */
  readonly thenSync?: boolean;
  /** Who else is there. */
  others(setting: Setting, pages: number): Task<Machine>[];
}

const patch = { device: deviceKinds } as const;

/** Writes, and makes durable what was written. */
const writeThenSync = kernelFunction('write_then_sync', function* (k: Machine, operations: number, pages: number) {
  const status = yield* deviceOperations(k, operations, pages, deviceToken);
  yield* fsync(k, k.inodes[0]!, 0);
  return status;
});

/** The device, and what its driver needs beside it. */
function deviceTasks(kind: DeviceKind, { operations, thenSync = false }: DeviceParts, pages: number): Task<Machine>[] {
  const device: Task<Machine> = {
    name: kind === 'cpu' ? 'cpu' : 'device',
    run: (k) => (thenSync ? writeThenSync(k, operations, pages) : deviceOperations(k, operations, pages, deviceToken)),
  };
  if (kind !== 'notifier') return [device];
  return [device, { name: 'restore', run: (k) => restoreWorker(k, k.mirrors[0]!), daemon: true }];
}

/** How each operation ended: `ok`, `error`, or `none` for one that was not begun. */
function operationsOutcome(k: Machine, operations: number): string {
  const pages = k.messages.length / operations;
  return Array.from({ length: operations }, (_, n) => {
    const { state } = k.messages[n * pages]!;
    return state === 'failed' ? 'error' : state === 'not sent' ? 'none' : 'ok';
  }).join(', ');
}

/** The scenario with one kind of device. */
function withKind(all: DeviceParts, device: DeviceKind, pages: number): NamedScenario {
  const { operations, others, thenSync: _, ...parts } = all;
  return machineScenario({
    ...parts,
    device,
    regions: isPinning(device) ? 1 : 0,
    transfers: pages,
    messages: operations * pages,
    tasks: (setting, n) => [...deviceTasks(device, all, n), ...others(setting, n)],
    outcome: (k) => `${operationsOutcome(k, operations)}; ${(parts.outcome ?? fileOutcome)(k)}`,
  });
}

/** Makes a named scenario of a device whose kind is a choice; a device error is told as a CPU’s signal is. */
export function deviceScenario(parts: DeviceParts): NamedScenario {
  const { about, choices = {}, name } = parts;
  return {
    name,
    about,
    choices,
    patch,
    concerns: parts.concerns ?? [],
    build: (given: Choices = {}) => {
      const { setting, others } = patchSetting(patch, given);
      return withKind(parts, setting.device, others.pages ?? parts.pages).build(others);
    },
  };
}
