// What is written down for the values of some records: found by those values in a state.
//
// The library writes it (see value-table.ts); here it is only read. A table is six cells: how many
// words are looked at, where they are named, each by its place and its bits, the slots' mask, the
// slots, what is written, and how often it was asked.
const width: usize = 0;
const places: usize = 4;
const mask: usize = 8;
const slots: usize = 12;
const written: usize = 16;
const looks: usize = 20;

/** Where it is written what follows from a state's values; 0 where they are new. */
export function find(table: usize, state: usize): usize {
  const count = load<i32>(table, width);
  const named = load<usize>(table, places);
  const end = named + ((<usize>count) << 3);
  store<i32>(table, load<i32>(table, looks) + 1, looks);
  let hash: u32 = 0;
  for (let at = named; at < end; at += 8) hash = (hash ^ valueAt(at, state)) * 0x9e3779b1;
  const first = load<usize>(table, slots);
  const last = load<u32>(table, mask);
  let slot = (hash ^ (hash >>> 15)) & last;
  while (true) {
    const entry = first + <usize>slot * ((<usize>count + 1) << 2);
    const number = load<i32>(entry);
    if (number === 0) return 0;
    let at = named;
    let value = entry + 4;
    while (at < end && load<u32>(value) === valueAt(at, state)) {
      at += 8;
      value += 4;
    }
    if (at === end) return load<usize>(table, written) + ((<usize>(number - 1)) << 2);
    slot = (slot + 1) & last;
  }
}

/** A word of a state, as far as it is looked at. */
function valueAt(place: usize, state: usize): u32 {
  return load<u32>(state + (load<usize>(place) << 2)) & load<u32>(place, 4);
}
