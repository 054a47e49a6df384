/* The bench's model for SPIN: what gup-model.ts says, in Promela, with its rules a, b and c on.
 *
 *   spin -a -DPAGES=3 -DPINNERS=2 gup.pml && gcc -O2 -DNOREDUCE -DSAFETY pan.c
 *
 * One process stores to each page, PINNERS read from a device into each page (two DMA transfers a
 * page), one writes the pages back, once while the others run and once after them, and one punches
 * pages out or leaves them. The assertions are the four harms; none fires. They stay in: without
 * them SPIN takes some variables for dead, and merges states that our search tells apart.
 * Every d_step is one step of ours, every branch one alternative. */
#ifndef PAGES
#define PAGES 1
#endif
#ifndef PINNERS
#define PINNERS 1
#endif
#define UNMAPPED 0
#define READABLE 1
#define WRITABLE 2

bit cached[PAGES] = 1;
bit dirty[PAGES];
bit writeback[PAGES];
bit prepared[PAGES];             /* page_mkwrite came by since the last cleaning */
bit stale0[PAGES];               /* this half is newer than the disk's */
bit stale1[PAGES];
byte map[PAGES];
byte pins[PAGES];
byte ended;                      /* processes that are through, the writeback apart */

/* Rule a: no write access while the page is under writeback. */
#define may_write(i) (map[i] == WRITABLE || !writeback[i])
#define under_dma(i) assert(cached[i]); assert(!writeback[i])

active proctype cpu() {
  byte i;
  do
  :: d_step { i == PAGES -> ended++ }; break
  :: d_step { i < PAGES && !cached[i] -> i++ }
  :: d_step { i < PAGES && cached[i] && may_write(i) ->
       map[i] = WRITABLE; dirty[i] = 1; prepared[i] = 1 };
     if
     :: d_step { map[i] != WRITABLE -> skip }
     :: d_step { map[i] == WRITABLE -> assert(!writeback[i]); stale0[i] = 1; i++ }
     fi
  od;
end:
  false
}

active [PINNERS] proctype pinner() {
  byte i;
  do
  :: d_step { i == PAGES -> ended++ }; break
  :: d_step { i < PAGES && !cached[i] -> i++ }
  :: d_step { i < PAGES && cached[i] && may_write(i) ->
       map[i] = WRITABLE; dirty[i] = 1; prepared[i] = 1 };
     if
     :: d_step { map[i] != WRITABLE -> skip }
     :: d_step { map[i] == WRITABLE && !writeback[i] -> pins[i]++ };
        d_step { under_dma(i); stale0[i] = 1 };
        d_step { under_dma(i); stale1[i] = 1 };
        d_step { assert(!cached[i] || prepared[i]); dirty[i] = dirty[i] | cached[i] };
        d_step { pins[i]--; i++ }
     fi
  od;
end:
  false
}

active proctype cleaner() {
  byte i;
  bit last;
  do
  :: d_step { i < PAGES && !(cached[i] && dirty[i] && prepared[i]) -> i++ }
  :: d_step { i < PAGES && cached[i] && dirty[i] && prepared[i] && pins[i] == 0 ->  /* rule b */
       writeback[i] = 1; dirty[i] = 0; prepared[i] = 0;
       map[i] = (map[i] == WRITABLE -> READABLE : map[i]) };
     d_step { stale0[i] = 0 };
     d_step { stale1[i] = 0 };
     d_step { writeback[i] = 0; i++ }
  :: d_step { i == PAGES && !last && ended == PINNERS + 2 -> last = 1; i = 0 }
  :: d_step { i == PAGES && last -> i = 0;
       do
       :: i < PAGES -> assert(!cached[i] || !(stale0[i] || stale1[i])); i++
       :: else -> break
       od;
       i = 0 };
     break
  od;
end:
  false
}

active proctype puncher() {
  byte i;
  do
  :: d_step { i == PAGES -> ended++ }; break
  :: d_step { i < PAGES -> i++ }
  :: d_step { i < PAGES -> map[i] = UNMAPPED };
     d_step { !writeback[i] && pins[i] == 0 ->                     /* rule c */
       cached[i] = 0; dirty[i] = 0; prepared[i] = 0; stale0[i] = 0; stale1[i] = 0;
       map[i] = UNMAPPED; i++ }
  od;
end:
  false
}
