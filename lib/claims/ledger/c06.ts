// C6: what matters is how long a pin lasts and who ends it, not which call took it.
import type { ComputedEntry } from '../entry.js';
import { all, not } from '../finding.js';
import { asSaid } from '../judgement.js';
import { linux } from './linux.js';
import { atMost } from './timing.js';

const wait = { task: 'truncate', waitingFor: 'pin' } as const;

export const c06: ComputedEntry = {
  id: 'C6',
  condition:
    'different calls with one lifetime come out alike (O_DIRECT and process_vm_writev; RDMA and AF_XDP), and one code path with two lifetimes comes out differently (O_DIRECT and vmsplice: both iov_iter, where the test is the whole reference count: vmsplice writes nothing and takes a plain reference)',
  falsifier: 'two pins that end alike and do different harm, or vmsplice as harmless as O_DIRECT to who waits',
  ...linux.transientPins,
  judge: (lab) => {
    const short = ['direct-read-and-flusher', 'kernel-write-and-flusher'];
    const long = ['rdma-and-fsync', 'xdp-and-fsync'];
    const refcount = { rules: ['c'], set: { pinTest: 'refcount' } };
    return asSaid(
      all(
        ...short.map((name) => not(lab.explore(name).never('H3'))),
        ...short.map((name) => lab.explore(name, { rules: ['b2'] }).never('H3')),
        ...long.map((name) => not(lab.explore(name).never('H2a'))),
        ...long.map((name) => not(lab.explore(name, { rules: ['b'] }).never('H7'))),
        not(lab.explore('vmsplice-and-truncate', refcount).never('H8')),
        lab.explore('direct-read-and-truncate', refcount).never('H8'),
        atMost(
          'truncate waits for a direct read',
          lab.measure('direct-read-and-truncate', refcount, wait),
          'for a pipe that user space reads when it likes',
          lab.measure('vmsplice-and-truncate', refcount, wait),
        ),
      ),
    );
  },
  tooth: {
    words: 'truncation counts device references alone, so that it does not see vmsplice’s',
    change: { set: { pinTest: 'mapcount' } },
    becomes: 'refuted',
  },
};
