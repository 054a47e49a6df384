// The SPIN model `peers/gup.pml`, written on the engine's public API with records of its own.
// Its names are its own: `torn` counts any store under writeback and its rule B is b and b′ together.
import { bool, uint } from '../engine/field.js';
import { again, kernelFunction } from '../engine/kernel-function.js';
import { one, pool, record } from '../engine/record.js';
import { type Detector, type KernelOf, type Scenario, scenario } from '../engine/scenario.js';
import type { Operation } from '../engine/step.js';

const GupPage = record('GupPage', {
  cached: bool,
  dirty: bool,
  writeback: bool,
  prepared: bool,
  stale0: bool,
  stale1: bool,
  map: uint(2),
  pins: uint(2),
});
const System = record('System', { ended: uint(3), torn: bool, truncated: bool, dirtyAfterClean: bool, lost: bool });

interface Rules {
  a: boolean;
  b: boolean;
  c: boolean;
}
const shape = (pages: number) => ({ pages: pool(GupPage, pages, { cached: true }), system: one(System) });
type K = KernelOf<ReturnType<typeof shape>, { rules: Rules; check: boolean }>;

const mayFault = (k: K, p: number) => !k.rules.a || !k.pages[p]!.writeback;
const mark = (k: K, harm: 'torn' | 'truncated' | 'dirtyAfterClean' | 'lost', found: boolean) => {
  if (k.check && found) k.system[harm] = true;
};

/** One write fault: true when the page is mapped writable, false when it is gone. */
const faultIn = (k: K, p: number) => {
  const page = k.pages[p]!;
  return k.choose(`fault ${p}`, {
    gone: { when: () => !page.cached, do: () => false },
    page_mkwrite: {
      when: () => page.cached && (page.map === 2 || mayFault(k, p)),
      do: () => {
        page.dirty = page.prepared = true;
        page.map = 2;
        return true;
      },
    },
  });
};

const storePage = kernelFunction('store', function* (k: K, p: number) {
  const page = k.pages[p]!;
  if (!(yield* faultIn(k, p))) return;
  const stored = yield* k.choose('store', {
    store: {
      when: () => page.map === 2,
      do: () => {
        mark(k, 'torn', page.writeback);
        page.stale0 = true;
        return true;
      },
    },
    refault: { when: () => page.map !== 2, do: () => false },
  });
  if (!stored) return again(p);
});

const pinPage = kernelFunction('gup', function* (k: K, p: number) {
  const page = k.pages[p]!;
  if (!(yield* faultIn(k, p))) return;
  const pinned = yield* k.choose('pin', {
    pin: {
      when: () => page.map === 2 && mayFault(k, p),
      do: () => {
        page.pins++;
        return true;
      },
    },
    refault: { when: () => page.map !== 2, do: () => false },
  });
  if (!pinned) return again(p);
  yield* k.step('DMA 0', () => {
    mark(k, 'truncated', !page.cached);
    mark(k, 'torn', page.writeback);
    page.stale0 = true;
  });
  yield* k.step('DMA 1', () => {
    mark(k, 'truncated', !page.cached);
    mark(k, 'torn', page.writeback);
    page.stale1 = true;
  });
  yield* k.step('set_page_dirty', () => {
    mark(k, 'dirtyAfterClean', page.cached && !page.prepared);
    if (page.cached) page.dirty = true;
  });
  yield* k.step('unpin', () => {
    page.pins--;
  });
});

const cleanPage = kernelFunction('clean', function* (k: K, p: number) {
  const page = k.pages[p]!;
  const taken = yield* k.choose('next page', {
    skip: { when: () => !page.cached || !page.dirty || !page.prepared, do: () => false },
    clean: {
      when: () => page.cached && page.dirty && page.prepared && (!k.rules.b || page.pins === 0),
      do: () => {
        page.dirty = page.prepared = false;
        page.writeback = true;
        if (page.map === 2) page.map = 1;
        return true;
      },
    },
  });
  if (!taken) return;
  yield* k.step('copy 0', () => {
    page.stale0 = false;
  });
  yield* k.step('copy 1', () => {
    page.stale1 = false;
  });
  yield* k.step('end writeback', () => {
    page.writeback = false;
  });
});

const punchPage = kernelFunction('punch', function* (k: K, p: number) {
  const page = k.pages[p]!;
  const unmapped = yield* k.choose('unmap', {
    punch: () => {
      page.map = 0;
      return true;
    },
    leave: () => false,
  });
  if (!unmapped) return;
  yield* k.step('remove', {
    when: () => !page.writeback && (!k.rules.c || page.pins === 0),
    do: () => {
      page.cached = page.dirty = page.prepared = page.stale0 = page.stale1 = false;
      page.map = 0;
    },
  });
});

/** Calls `body` for every page, then counts the task as ended. */
const everyPage = (body: (k: K, p: number) => Operation<unknown>) =>
  kernelFunction('every_page', function* (k: K, p: number) {
    if (p < k.pages.length) {
      yield* body(k, p);
      return again(p + 1);
    }
    yield* k.step('exit', () => {
      k.system.ended++;
    });
  });
const storeAll = everyPage(storePage);
const pinAll = everyPage(pinPage);
const punchAll = everyPage(punchPage);

const writeback = kernelFunction('writeback', function* (k: K, pinners: number, pass: number, p: number) {
  if (p < k.pages.length) {
    yield* cleanPage(k, p);
    return again(pinners, pass, p + 1);
  }
  if (pass === 0) {
    yield* k.step('everybody ended', { when: () => k.system.ended === pinners + 2 });
    return again(pinners, 1, 0);
  }
  yield* k.step('compare with the disk', () => {
    mark(
      k,
      'lost',
      k.pages.some((page) => page.cached && (page.stale0 || page.stale1)),
    );
  });
});

const harmNames = ['torn', 'truncated', 'dirtyAfterClean', 'lost'] as const;

/** @param check false to leave the four harm flags out of the states, as SPIN's count does */
export function gupModel(pages: number, pinners: number, rules: Rules, check: boolean): Scenario {
  return scenario({
    name: `gup ${pages} ${pinners}`,
    about: 'the SPIN model',
    memory: shape(pages),
    constants: { rules, check },
    tasks: [
      { name: 'cpu', run: (k: K) => storeAll(k, 0) },
      ...Array.from({ length: pinners }, (_, i) => ({ name: `gup${i}`, run: (k: K) => pinAll(k, 0) })),
      { name: 'writeback', run: (k: K) => writeback(k, pinners, 0, 0) },
      { name: 'truncate', run: (k: K) => punchAll(k, 0) },
    ],
    harms: check ? harmNames.map((id): Detector<K> => ({ id, name: id, found: (k) => k.system[id] })) : [],
  });
}
