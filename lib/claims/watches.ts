// What claims speak of that is neither a harm nor counted in every scenario: moments at which a page
// turns clean, or leaves its file, or becomes pinned, while something else is the case.
import type { Machine } from '../devices/machine.js';
import type { Observation, Scenario } from '../engine/index.js';
import type { Kernel } from '../engine/kernel.js';
import { type Translation, translationsOf } from '../pages/notifier.js';
import type { Page } from '../pages/page.js';
import { deviceToken } from '../scenarios/device-scenario.js';

/**
 * Whether a device has got hold of a page. A lockless walk that takes a reference and gives it back,
 * because the page-table entry has changed meanwhile, never has.
 */
const isHeld = ({ pins }: Machine, page: Page): boolean => pins.some((pin) => pin.page === page);

/** Whether a device was just told of an invalidation, and a translation of it was in a certain way. */
const toldOf = (now: Machine, before: Machine, was: (translation: Translation) => boolean): boolean =>
  translationsOf(before).some(
    (translation, t) =>
      translationsOf(now)[t]!.mirror!.invalidating > translation.mirror!.invalidating && was(translation),
  );

/** What the operation under way writes. */
function tokenInFlight({ messages, ptes }: Machine): number {
  const first = messages.findIndex(({ state }) => state === 'not sent');
  return deviceToken + Math.floor(first / ptes.length);
}

type Watches = Readonly<Record<string, Pick<Observation<Machine>, 'name' | 'ofState' | 'seen'>>>;

const always = {
  'cleaned-under-pin': {
    name: 'a dirty page turned clean while a device held it',
    seen: (now, before) =>
      now.pages.some((page, p) => {
        const was = before.pages[p]!;
        const cleaned = was.dirty && !page.dirty && was.mapping !== null && page.mapping !== null;
        return cleaned && isHeld(now, page);
      }),
  },
  'removed-under-pin': {
    name: 'a page left its file while a device held it',
    seen: (now, before) =>
      now.pages.some((page, p) => before.pages[p]!.mapping !== null && page.mapping === null && isHeld(now, page)),
  },
  'pinned-in-writeback': {
    name: 'a device got hold of a page for writing while the page was under writeback',
    seen: (now, before) =>
      now.pins.some(
        ({ page }, p) => page?.writeback === true && page.mapping !== null && before.pins[p]!.page === null,
      ),
  },
  'written-while-clean': {
    name: 'a page changed while it was clean and in its file',
    seen: (now, before) =>
      now.pages.some((page, p) => {
        const was = before.pages[p]!;
        const changed = page.data0 !== was.data0 || page.data1 !== was.data1;
        const inFile = page.mapping !== null && was.mapping !== null && !was.filling;
        return changed && inFile && !page.dirty && !now.ptes.some((pte) => pte.page === page && pte.dirty);
      }),
  },
  'uncounted-references': {
    name: 'somebody held a page by a reference that is not counted as a pin',
    ofState: true,
    seen: ({ pages }) => pages.some(({ extraRefs, plainPins }) => extraRefs > 0 || plainPins > 0),
  },
} satisfies Watches;

const besideMirrors = {
  'beyond-the-cpu': {
    name: 'a device could use a page that the CPU’s page table no longer gives it, outside of an invalidation',
    ofState: true,
    seen: (now) =>
      translationsOf(now).some(
        ({ inUse, mirror, page, pte, writable }) =>
          mirror!.invalidating === 0 &&
          [writable ? page : null, inUse].some((used) => used !== null && (pte!.page !== used || !pte!.writable)),
      ),
  },
  'invalidated-idle': {
    name: 'an invalidation found the device idle',
    seen: (now, before) => toldOf(now, before, ({ inUse, mirror }) => inUse === null && !mirror!.busy),
  },
  'invalidated-in-dma': {
    name: 'an invalidation found DMA in flight',
    seen: (now, before) => toldOf(now, before, ({ inUse }) => inUse !== null),
  },
  'invalidated-in-fault': {
    name: 'an invalidation found the device without a translation, in its fault or on the way to it',
    seen: (now, before) =>
      toldOf(now, before, ({ inUse, mirror, page }) => inUse === null && page === null && mirror!.busy),
  },
  'fault-in-mid-message': {
    name: 'a device took a page fault when part of its message had landed',
    seen: (now, before) => {
      const token = tokenInFlight(now);
      const landed = now.pages.some(({ data0, data1 }) => data0 === token || data1 === token);
      const were = translationsOf(before);
      return (
        landed &&
        translationsOf(now).some(({ mirror, page }, t) => page !== null && were[t]!.page === null && mirror!.busy)
      );
    },
  },
} satisfies Watches;

/** What may be watched for. */
export type WatchId = keyof typeof always | keyof typeof besideMirrors;

const observed = (watches: Watches): Observation<Kernel>[] =>
  Object.entries(watches).map(([id, watch]) => ({ id, ...watch }) as unknown as Observation<Kernel>);

/** What is watched for in a scenario: some of it only where a device mirrors page tables. */
export const watchesOf = ({ layout }: Scenario): Observation<Kernel>[] => [
  ...observed(always),
  ...(layout.pools.has('translations') ? observed(besideMirrors) : []),
];
