// Somebody who looks at a page and has nothing to do with devices: a lookup by the page cache's
// users, page migration, a pipe into which a page was spliced. It takes ordinary references, and
// never writes.
//
// To whoever counts references it is one more; to the page's content it is nobody.
import { kernelFunction } from '../engine/index.js';
import type { PagesKernel } from './machine.js';
import { freeIfUnused, type Page } from './page.js';

/** `get_page`, `references` times: nothing that comes in between would see more than their number. */
export const getPage = kernelFunction('get_page', function* (k: PagesKernel, page: Page, references: number) {
  return yield* k.step(references === 1 ? 'take a reference' : 'take references', {
    do: () => {
      if (page.mapping === null) return false;
      page.extraRefs += references;
      return true;
    },
    cost: k.costs.cpu.flag,
  });
});

/** `put_page`, as often. A user-owned one comes when user space wants it: a pipe that somebody reads, or does not. */
export const putPage = kernelFunction(
  'put_page',
  function* (k: PagesKernel, page: Page, references: number, owner: 'kernel' | 'user') {
    yield* k.step(references === 1 ? 'drop the reference' : 'drop the references', {
      owner,
      do: () => {
        page.extraRefs -= references;
        freeIfUnused(k, page);
      },
      cost: k.costs.cpu.flag,
    });
  },
);

/**
 * Finds a page in the cache, holds it for a time, and lets go.
 * @param holdNs how long, on the clock
 * @param owner who decides when it ends
 */
export const holdPage = kernelFunction(
  'bystander',
  function* (k: PagesKernel, page: Page, references: number, holdNs: number, owner: 'kernel' | 'user') {
    const held = yield* getPage(k, page, references);
    if (!held) return;
    yield* k.sleep(holdNs, { label: 'hold it for a while', owner });
    yield* putPage(k, page, references, owner);
  },
);
