// Eras: what Linux did at a version, as a set of switches, each with its source.
//
// Sources: "6.12" means read in that kernel's source; "assumed" means from memory.
import type { Switches } from '../pages/switches.js';

/** One Linux version's behaviour. */
export interface Era {
  readonly version: string;
  readonly released: string;
  readonly switches: Switches;
  readonly sources: { readonly [S in keyof Switches]: string };
}

/** The eras by version. */
export const eras: readonly Era[] = [
  {
    version: '4.20',
    released: 'December 2018',
    switches: {
      stablePages: 'device',
      stableWait: 'as-worded',
      syncWaitsForPins: 'off',
      backgroundSkipsPins: 'off',
      truncateWaitsForPins: 'off',
      pinTest: 'mapcount',
      pinTestWhen: 'after-write-protect',
      longTermPin: 'allowed',
      directRead: 'classic',
      dirtyWithoutBuffers: 'BUG',
      mkwriteDirties: 'before',
    },
    sources: {
      stablePages:
        'mm/page-writeback.c, wait_for_stable_page: only where the device asks for it (6.1, 6.12; 4.20 assumed alike)',
      stableWait: 'the wait is made with the page lock held (fs/ext4/inode.c, ext4_page_mkwrite; 6.1, 6.12)',
      syncWaitsForPins: 'no writeback path looks at pins (6.1, 6.12)',
      backgroundSkipsPins: 'no look at pins in reclaim before 6.4, backported to 6.1.28 (mm/vmscan.c)',
      truncateWaitsForPins: 'truncate_inode_pages_range never looks at pins (6.1, 6.12)',
      pinTest:
        'nothing tests pins in 4.20; proposals are tried with the count of device references that the thread speaks of',
      pinTestWhen: 'not in Linux: the order in which a proposal is sound',
      longTermPin:
        'ib_umem_get asks get_user_pages_longterm, which refuses FS-DAX alone (assumed; 6.1 alike, read); refused on ext4, xfs and btrfs since 6.5 (6.12, mm/gup.c, writable_file_mapping_allowed)',
      directRead: 'ext4 used the old direct-io code before 5.5 (assumed); its order was read in 6.1, fs/direct-io.c',
      dirtyWithoutBuffers: 'page_buffers() is a BUG_ON; a warning since commit cc5095747edf (5.18)',
      mkwriteDirties:
        'delayed allocation: block_page_mkwrite marks the page dirty before it returns (6.1, 6.12; 4.20 assumed alike)',
    },
  },
];

/**
 * An era by its version.
 * @throws RangeError that names the eras there are
 */
export function era(version: string): Era {
  const found = eras.find((each) => each.version === version);
  if (found === undefined)
    throw new RangeError(`there is no era '${version}'; the eras are ${eras.map((each) => each.version).join(', ')}`);
  return found;
}
