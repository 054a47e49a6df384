// The transitions of a search, in the order they were taken: for each state, where its steps led
// and which steps they were. Kept only when a question needs them.

/** Out-edges of states that are expanded in order. */
export class Edges {
  target = new Int32Array(4096);
  action = new Uint16Array(4096);
  /** `first[s] … first[s + 1]` are the edges of state s. */
  first = new Int32Array(1024);
  count = 0;
  /** States whose edges are complete. */
  states = 0;

  /** Adds a transition; those of a state come together, states in order. */
  push(from: number, target: number, action: number): void {
    this.endStates(from);
    if (this.count === this.target.length) {
      const targets = new Int32Array(2 * this.count);
      targets.set(this.target);
      this.target = targets;
      const actions = new Uint16Array(2 * this.count);
      actions.set(this.action);
      this.action = actions;
    }
    this.target[this.count] = target;
    this.action[this.count++] = action;
  }

  get bytes(): number {
    return this.target.byteLength + this.action.byteLength + this.first.byteLength;
  }

  /** Ends the edges of all states below `state`. */
  endStates(state: number): void {
    if (state + 1 > this.first.length) {
      const first = new Int32Array(Math.max(state + 1, 2 * this.first.length));
      first.set(this.first);
      this.first = first;
    }
    while (this.states < state) this.first[++this.states] = this.count;
  }
}
