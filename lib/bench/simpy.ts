// SimPy beside our clock: runs simpy_bench.py on the first Python that has SimPy.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { onPath } from './on-path.js';

const script = fileURLToPath(new URL('../../bench/simpy_bench.py', import.meta.url));

/** What a run of SimPy's came to. */
export interface SimpyRun {
  /** CPU seconds, without Python's start. */
  seconds: number;
  /** Mean time in the system, for `mm1`. */
  mean: number;
}

export class Simpy {
  constructor(readonly python: string) {}

  /** The first Python on PATH that has SimPy, or null. */
  static found(): Simpy | null {
    const hasSimpy = (python: string) => spawnSync(python, ['-c', 'import simpy'], { stdio: 'ignore' }).status === 0;
    const python = onPath('python3').find(hasSimpy);
    return python === undefined ? null : new Simpy(python);
  }

  /** @throws Error with Python's last words when it fails */
  run(model: string, events: number): SimpyRun {
    const run = spawnSync(this.python, [script, model, String(events)], { encoding: 'utf8' });
    if (run.status !== 0) throw new Error(`SimPy failed: ${run.stderr.trimEnd().split('\n').at(-1)}`);
    return JSON.parse(run.stdout) as SimpyRun;
  }
}
