// C18: what the NFS server does.
import type { ToldEntry } from '../entry.js';

export const c18: ToldEntry = {
  id: 'C18',
  condition:
    'a statement about Linux, not about pages: nfsd grants NFSv4 delegations and pNFS layouts, and recalls them',
  falsifier: 'an operation that conflicts with a delegation and does not recall it',
  in2018: {
    says: 'delegations are leases of the kind FL_DELEG, layouts of the kind FL_LAYOUT (4.0); nfsd calls the client back when they are broken',
    source: 'commit 11afe9f76e12 (FL_LAYOUT); FL_DELEG: read in 6.12.117, include/linux/filelock.h, assumed alike',
  },
  today: {
    says: 'the same: the recall of a layout is polled for twice the NFSv4 lease time (90 s unless set), then the client is fenced',
    source: 'read in 6.12.117, fs/nfsd/nfs4layouts.c, fs/nfsd/nfs4state.c',
  },
  told: [
    'A matter of record, and it is so. What carries over has a limit: a remote client that does not answer can be fenced; a device that cannot fault keeps the pages it was given (C17).',
  ],
};
