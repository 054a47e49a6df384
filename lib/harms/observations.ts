// What is worth counting though it is no harm by itself.

import type { Machine } from '../devices/machine.js';
import type { Observation } from '../engine/index.js';
import { folioOf } from '../pages/folio.js';

/** Whether some page's content changed in this step, and `also` holds of it before and after. */
function changed(
  now: Machine,
  before: Machine,
  also: (after: Machine['pages'][number], was: Machine['pages'][number]) => boolean,
): boolean {
  for (let p = 0; p < now.pages.length; p++) {
    const [page, then] = [now.pages[p]!, before.pages[p]!];
    if (page.data0 === then.data0 && page.data1 === then.data1) continue;
    const after = folioOf(page);
    const was = folioOf(then);
    if (was.mapping !== null && !was.filling && after.mapping !== null && also(after, was)) return true;
  }
  return false;
}

function cleanInEveryWay(k: Machine, page: Machine['pages'][number]): boolean {
  return !page.dirty && !k.ptes.some((pte) => pte.page === page && pte.dirty);
}

/** The observations of this machine. */
export const observations: readonly Observation<Machine>[] = [
  {
    id: 'unstable',
    name: 'a page changed while it was under writeback',
    seen: (now, before) => changed(now, before, (after, was) => after.writeback && was.writeback),
  },
  {
    id: 'late',
    name: 'a page changed while it was clean, and somebody still owes it a re-dirty',
    seen: (now, before) => changed(now, before, (after) => after.pins > 0 && cleanInEveryWay(now, after)),
  },
  {
    id: 'unannounced',
    name: 'a page became dirty without page_mkwrite since it was last cleaned',
    seen: (now, before) =>
      now.pages.some(
        (page, p) => page.dirty && !before.pages[p]!.dirty && page.mapping !== null && !page.announced && !now.dax,
      ),
  },
];

/** H9 of a pin: not scored, for documentation says so (core-api/pin_user_pages.rst, cases 1 and 2; 6.12). */
export const outlivesVma: Observation<Machine> = {
  id: 'outlives-vma',
  name: 'a device wrote through an address after its munmap had returned (H9; of a pin documented behaviour)',
  seen: (now, before) => now.ghostWrites.some((write, w) => write.outlived && !before.ghostWrites[w]!.outlived),
};

/** What a pipe holds is read when it is read. */
export const stalePipe: Observation<Machine> = {
  id: 'stale-pipe',
  name: 'a pipe’s reader got bytes of a page that had left its file',
  seen: (now, before) => now.pipes.some((pipe, p) => pipe.stale && !before.pipes[p]!.stale),
};

/** Legal, unless something covers the bytes that were to be written: then it is H1. */
export const sourceChanged: Observation<Machine> = {
  id: 'source-changed',
  name: 'memory changed while a device read it for a direct write',
  seen: (now, before) =>
    now.directWrites.some(({ copied, page }, w) => {
      if (page === null || copied || before.directWrites[w]!.page === null) return false;
      const was = before.pages[page.index]!;
      return page.data0 !== was.data0 || page.data1 !== was.data1;
    }),
};
