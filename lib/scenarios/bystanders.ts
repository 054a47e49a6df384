// The named scenario of somebody who holds references to a page and has nothing to do with devices.
import { directRead } from '../devices/direct-read.js';
import { pinTestErrors } from '../harms/pin-test.js';
import { holdPage } from '../pages/bystander.js';
import { pinBias } from '../pages/page.js';
import { machineScenario, type NamedScenario } from './machine-scenario.js';
import { reader, readToken } from './reader.js';

/** References of an idle page that is mapped once: the page cache, its buffers, the page table. */
const ordinary = 3;

/** How many references the bystander holds, by the patch's values. */
const held = { one: 1, 'almost-the-bias': pinBias - ordinary - 1, 'the-bias': pinBias - ordinary } as const;

const directReadAndBystander = machineScenario({
  name: 'direct-read-and-bystander',
  about:
    'An O_DIRECT read into a mapped page to which somebody else, no device, holds references: can a test tell a pin from them?',
  pages: 1,
  directReads: 1,
  patch: { references: ['one', 'almost-the-bias', 'the-bias'] },
  watch: pinTestErrors,
  tasks: (setting) => [
    ...reader(setting, { name: 'read', run: (k) => directRead(k, k.directReads[0]!, 0, 1, 1, 0, readToken) }),
    {
      name: 'bystander',
      run: (k) => holdPage(k, k.pages[0]!, held[k.patch.references as keyof typeof held], 0, 'kernel'),
    },
  ],
});

/** All of them, in the order of the book. */
export const bystanderScenarios: readonly NamedScenario[] = [directReadAndBystander];
