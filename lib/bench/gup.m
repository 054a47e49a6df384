-- The bench's model for rumur: what gup.pml says, in Murphi.
--
-- The first two lines below set the size. Every d_step of gup.pml is one rule, every branch one
-- alternative; the assertions are the four harms, and none fires. The pinners are a scalarset:
-- which of them is which makes no difference, so rumur may store such states once.

const
  PAGES: 1;
  PINNERS: 1;

type
  page: 0 .. PAGES - 1;
  place: 0 .. PAGES; -- the page a process is at; PAGES when it is through all of them
  pinner: scalarset(PINNERS);
  mapping: enum { unmapped, readable, writable };
  cpu_at: enum { cpu_faults, cpu_stores, cpu_ended };
  pinner_at: enum { pinner_faults, pinner_pins, dma_0, dma_1, sets_dirty, unpins, pinner_ended };
  cleaner_at: enum { looks, copy_0, copy_1, ends_writeback, cleaner_ended };
  puncher_at: enum { chooses, removes, puncher_ended };

var
  cached, dirty, under_writeback: array [page] of boolean;
  prepared: array [page] of boolean; -- page_mkwrite came by since the last cleaning
  stale_0, stale_1: array [page] of boolean; -- this half is newer than the disk's
  map: array [page] of mapping;
  pins: array [page] of 0 .. PINNERS;
  ended: 0 .. PINNERS + 2; -- processes that are through, the cleaner apart
  cpu: cpu_at;
  cpu_page: place;
  pinner_is: array [pinner] of pinner_at;
  pinner_page: array [pinner] of place;
  cleaner: cleaner_at;
  cleaner_page: place;
  last_pass: boolean;
  puncher: puncher_at;
  puncher_page: place;

startstate begin
  for p: page do
    cached[p] := true; dirty[p] := false; under_writeback[p] := false; prepared[p] := false;
    stale_0[p] := false; stale_1[p] := false; map[p] := unmapped; pins[p] := 0;
  end;
  ended := 0;
  cpu := cpu_faults; cpu_page := 0;
  for t: pinner do pinner_is[t] := pinner_faults; pinner_page[t] := 0; end;
  cleaner := looks; cleaner_page := 0; last_pass := false;
  puncher := chooses; puncher_page := 0;
end;

-- Rule a: no write access while the page is under writeback.
function may_write(p: page): boolean; begin
  return map[p] = writable | !under_writeback[p];
end;

procedure fault_in(p: page); begin
  map[p] := writable; dirty[p] := true; prepared[p] := true;
end;

-- The process that stores.

rule "cpu: through" cpu = cpu_faults & cpu_page = PAGES ==> begin
  ended := ended + 1; cpu := cpu_ended;
end;

rule "cpu: page gone" cpu = cpu_faults & cpu_page < PAGES & !cached[cpu_page] ==> begin
  cpu_page := cpu_page + 1;
end;

rule "cpu: fault" cpu = cpu_faults & cpu_page < PAGES & cached[cpu_page] & may_write(cpu_page) ==> begin
  fault_in(cpu_page); cpu := cpu_stores;
end;

rule "cpu: again" cpu = cpu_stores & map[cpu_page] != writable ==> begin
  cpu := cpu_faults;
end;

rule "cpu: store" cpu = cpu_stores & map[cpu_page] = writable ==> begin
  assert "torn" !under_writeback[cpu_page];
  stale_0[cpu_page] := true; cpu_page := cpu_page + 1; cpu := cpu_faults;
end;

-- The processes that read from a device into the pages.

ruleset t: pinner do

  rule "pinner: through" pinner_is[t] = pinner_faults & pinner_page[t] = PAGES ==> begin
    ended := ended + 1; pinner_is[t] := pinner_ended;
  end;

  rule "pinner: page gone" pinner_is[t] = pinner_faults & pinner_page[t] < PAGES & !cached[pinner_page[t]] ==> begin
    pinner_page[t] := pinner_page[t] + 1;
  end;

  rule "pinner: fault"
    pinner_is[t] = pinner_faults & pinner_page[t] < PAGES & cached[pinner_page[t]] & may_write(pinner_page[t])
  ==> begin
    fault_in(pinner_page[t]); pinner_is[t] := pinner_pins;
  end;

  rule "pinner: again" pinner_is[t] = pinner_pins & map[pinner_page[t]] != writable ==> begin
    pinner_is[t] := pinner_faults;
  end;

  rule "pinner: pin"
    pinner_is[t] = pinner_pins & map[pinner_page[t]] = writable & !under_writeback[pinner_page[t]]
  ==> begin
    pins[pinner_page[t]] := pins[pinner_page[t]] + 1; pinner_is[t] := dma_0;
  end;

  rule "pinner: DMA 0" pinner_is[t] = dma_0 ==> begin
    assert "truncated" cached[pinner_page[t]];
    assert "torn" !under_writeback[pinner_page[t]];
    stale_0[pinner_page[t]] := true; pinner_is[t] := dma_1;
  end;

  rule "pinner: DMA 1" pinner_is[t] = dma_1 ==> begin
    assert "truncated" cached[pinner_page[t]];
    assert "torn" !under_writeback[pinner_page[t]];
    stale_1[pinner_page[t]] := true; pinner_is[t] := sets_dirty;
  end;

  rule "pinner: set_page_dirty" pinner_is[t] = sets_dirty ==> begin
    assert "dirty after clean" !cached[pinner_page[t]] | prepared[pinner_page[t]];
    if cached[pinner_page[t]] then dirty[pinner_page[t]] := true; end;
    pinner_is[t] := unpins;
  end;

  rule "pinner: unpin" pinner_is[t] = unpins ==> begin
    pins[pinner_page[t]] := pins[pinner_page[t]] - 1;
    pinner_page[t] := pinner_page[t] + 1; pinner_is[t] := pinner_faults;
  end;

end;

-- The process that writes the pages back, once while the others run and once after them.

rule "cleaner: clean"
  cleaner = looks & cleaner_page < PAGES
  & !(cached[cleaner_page] & dirty[cleaner_page] & prepared[cleaner_page])
==> begin
  cleaner_page := cleaner_page + 1;
end;

-- Rule b: not while the page is pinned.
rule "cleaner: start writeback"
  cleaner = looks & cleaner_page < PAGES
  & cached[cleaner_page] & dirty[cleaner_page] & prepared[cleaner_page] & pins[cleaner_page] = 0
==> begin
  under_writeback[cleaner_page] := true; dirty[cleaner_page] := false; prepared[cleaner_page] := false;
  if map[cleaner_page] = writable then map[cleaner_page] := readable; end;
  cleaner := copy_0;
end;

rule "cleaner: copy 0" cleaner = copy_0 ==> begin
  stale_0[cleaner_page] := false; cleaner := copy_1;
end;

rule "cleaner: copy 1" cleaner = copy_1 ==> begin
  stale_1[cleaner_page] := false; cleaner := ends_writeback;
end;

rule "cleaner: end writeback" cleaner = ends_writeback ==> begin
  under_writeback[cleaner_page] := false; cleaner_page := cleaner_page + 1; cleaner := looks;
end;

rule "cleaner: everybody ended"
  cleaner = looks & cleaner_page = PAGES & !last_pass & ended = PINNERS + 2
==> begin
  last_pass := true; cleaner_page := 0;
end;

rule "cleaner: compare with the disk" cleaner = looks & cleaner_page = PAGES & last_pass ==> begin
  for p: page do assert "lost" !cached[p] | !(stale_0[p] | stale_1[p]); end;
  cleaner_page := 0; cleaner := cleaner_ended;
end;

-- The process that punches pages out or leaves them.

rule "puncher: through" puncher = chooses & puncher_page = PAGES ==> begin
  ended := ended + 1; puncher := puncher_ended;
end;

rule "puncher: leave" puncher = chooses & puncher_page < PAGES ==> begin
  puncher_page := puncher_page + 1;
end;

rule "puncher: unmap" puncher = chooses & puncher_page < PAGES ==> begin
  map[puncher_page] := unmapped; puncher := removes;
end;

-- Rule c: not while the page is pinned.
rule "puncher: remove" puncher = removes & !under_writeback[puncher_page] & pins[puncher_page] = 0 ==> begin
  cached[puncher_page] := false; dirty[puncher_page] := false; prepared[puncher_page] := false;
  stale_0[puncher_page] := false; stale_1[puncher_page] := false;
  map[puncher_page] := unmapped; puncher_page := puncher_page + 1; puncher := chooses;
end;
