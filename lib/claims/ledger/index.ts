// The ledger: all claims, in the thread's order.
import type { Entry } from '../entry.js';
import { c01a, c01b } from './c01.js';
import { c02 } from './c02.js';
import { c03 } from './c03.js';
import { c04a, c04b } from './c04.js';
import { c05 } from './c05.js';
import { c06 } from './c06.js';
import { c07 } from './c07.js';
import { c08 } from './c08.js';
import { c09 } from './c09.js';
import { c10 } from './c10.js';
import { c11 } from './c11.js';
import { c12 } from './c12.js';
import { c13 } from './c13.js';
import { c14 } from './c14.js';
import { c15 } from './c15.js';
import { c16a, c16b } from './c16.js';
import { c17 } from './c17.js';
import { c18 } from './c18.js';
import { c19 } from './c19.js';
import { c20 } from './c20.js';
import { c21a, c21b } from './c21.js';
import { c22 } from './c22.js';
import { c23 } from './c23.js';
import { c24 } from './c24.js';
import { c25 } from './c25.js';
import { c26 } from './c26.js';
import { c27 } from './c27.js';
import { c28 } from './c28.js';
import { c29 } from './c29.js';
import { c30 } from './c30.js';
import { c31 } from './c31.js';
import { c32 } from './c32.js';
import { c33 } from './c33.js';

/** One entry a claim, or one a half where the halves come out differently. */
export const ledger: readonly Entry[] = [
  c01a,
  c01b,
  c02,
  c03,
  c04a,
  c04b,
  c05,
  c06,
  c07,
  c08,
  c09,
  c10,
  c11,
  c12,
  c13,
  c14,
  c15,
  c16a,
  c16b,
  c17,
  c18,
  c19,
  c20,
  c21a,
  c21b,
  c22,
  c23,
  c24,
  c25,
  c26,
  c27,
  c28,
  c29,
  c30,
  c31,
  c32,
  c33,
];
