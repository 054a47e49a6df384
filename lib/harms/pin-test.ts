// Where a test for pins errs. These are no harms: a wrong yes costs a wait, a wrong no what the
// wait was for. They look at what the test of the machine at hand says, whichever it is.
import type { Machine } from '../devices/machine.js';
import type { Detector } from '../engine/index.js';
import { maybePinned } from '../pages/page.js';

/** Both ways to err. A reference that get_user_pages has taken counts as a pin from the first moment. */
export const pinTestErrors: readonly Detector<Machine>[] = [
  {
    id: 'wrong-yes',
    name: 'a page counts as pinned that no device holds',
    found: (k) => k.pages.some((page) => page.pins === 0 && maybePinned(k, page)),
  },
  {
    id: 'wrong-no',
    name: 'a page that a device holds does not count as pinned',
    found: (k) => k.pages.some((page) => page.pins > 0 && !maybePinned(k, page)),
  },
];
