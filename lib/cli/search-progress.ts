// A bar on a terminal for a search that takes a while.
import cliProgress from 'cli-progress';

/** Shows how far a search is, once it has taken a second; the states still to come are not known beforehand. */
export class SearchProgress {
  readonly #since = performance.now();
  #bar: cliProgress.SingleBar | null = null;

  /** @param what is counted, behind "12 of 40" */
  constructor(readonly what = 'states met so far') {}

  /** Takes news from the search: states met, and those of them still to be looked at. */
  readonly show = (states: number, waiting: number): void => {
    if (this.#bar === null && performance.now() - this.#since < 1000) return;
    if (this.#bar === null) this.#bar = started(this.what, states, states - waiting);
    this.#bar.setTotal(states);
    this.#bar.update(states - waiting);
  };

  /** Takes the bar away. */
  stop(): void {
    this.#bar?.stop();
  }
}

function started(what: string, total: number, value: number): cliProgress.SingleBar {
  const bar = new cliProgress.SingleBar({
    format: `{bar} {value} of {total} ${what}`,
    stream: process.stderr,
    noTTYOutput: false,
    hideCursor: true,
    clearOnComplete: true,
  });
  bar.start(total, value);
  return bar;
}
