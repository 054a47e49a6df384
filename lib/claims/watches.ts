// What claims speak of that is neither a harm nor counted in every scenario: moments at which a page
// turns clean, or leaves its file, or becomes pinned, while something else is the case.
import type { Machine } from '../devices/machine.js';
import type { Observation } from '../engine/index.js';
import type { Kernel } from '../engine/kernel.js';
import type { Page } from '../pages/page.js';

/**
 * Whether a device has got hold of a page. A lockless walk that takes a reference and gives it back,
 * because the page-table entry has changed meanwhile, never has.
 */
const isHeld = ({ pins }: Machine, page: Page): boolean => pins.some((pin) => pin.page === page);

const watches = {
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
} satisfies Record<string, Pick<Observation<Machine>, 'name' | 'seen'>>;

/** What may be watched for. */
export type WatchId = keyof typeof watches;

/** The observations by their ids. */
export const watchesFor = (ids: readonly WatchId[]): Observation<Kernel>[] =>
  ids.map((id) => ({ id, ...watches[id] }) as unknown as Observation<Kernel>);
