// The operating system's view of a kernel: a process, and the group of everything a cell started.
//
// The kernel is the leader of a process group of its own. Signals go to the group, so that the children of a cell
// are interrupted and killed with it; when the kernel ends by itself, what is left of its group is killed.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type KernelSpec, kernelArguments } from './kernel-spec.js';
import { beforeDeath } from './last-rites.js';

/** How a kernel ended. */
export interface KernelExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether this runner killed it. */
  readonly killed: boolean;
  /** The end of what the process itself wrote (crash reports), not what cells print. */
  readonly log: string;
}

const keptLogCharacters = 16_384;
const lastWordsMs = 200;

/** A started kernel process and its group. */
export class KernelProcess {
  /** Settles when the process is gone and its group has been killed. */
  readonly exited: Promise<KernelExit>;
  /** Set once `exited` has settled. */
  exit: KernelExit | undefined;
  private killed = false;
  private log = '';

  private constructor(
    private readonly child: ChildProcess,
    cleanUp: () => void,
  ) {
    const keep = (data: Buffer) => {
      this.log = (this.log + data.toString()).slice(-keptLogCharacters);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const forget = beforeDeath(() => {
      this.kill();
      cleanUp();
    });
    this.exited = this.ended().then((exit) => {
      forget();
      this.exit = exit;
      return exit;
    });
  }

  /** Starts `spec` in `cwd`. `cleanUp` runs if this very process dies first. */
  static start(spec: KernelSpec, cwd: string, connectionFile: string, kernelFolder: string, cleanUp: () => void) {
    const child = spawn(process.execPath, kernelArguments(spec, connectionFile), {
      cwd,
      env: kernelEnvironment(kernelFolder),
      detached: process.platform !== 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
    });
    return new KernelProcess(child, cleanUp);
  }

  /** Asks the running cell to stop, as Ctrl-C would. */
  interrupt(): void {
    this.signalGroup('SIGINT');
  }

  /** Ends the kernel and everything it started, at once. */
  kill(): void {
    if (this.exit) return;
    this.killed = true;
    this.signalGroup('SIGKILL');
  }

  /** Waits for the process, kills its group, then reads its last words (which a stranger may hold open: not long). */
  private async ended(): Promise<KernelExit> {
    const { child } = this;
    const closed = new Promise((resolve) => child.on('close', resolve));
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.on('exit', (...how) => resolve(how));
      child.on('error', (error) => {
        this.log += error.message;
        resolve([null, null]);
      });
    });
    this.signalGroup('SIGKILL');
    await Promise.race([closed, sleep(lastWordsMs, undefined)]);
    child.stdout?.destroy();
    child.stderr?.destroy();
    return { code, signal, killed: this.killed, log: this.log };
  }

  private signalGroup(signal: NodeJS.Signals): void {
    const pid = this.child.pid;
    if (pid === undefined) return;
    try {
      if (process.platform !== 'win32') process.kill(-pid, signal);
      else if (signal === 'SIGKILL') spawnSync('taskkill', ['/pid', String(pid), '/t', '/f']);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** The user's environment, minus what would make two runs print different bytes. */
function kernelEnvironment(kernelFolder: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of ['FORCE_COLOR', 'CLICOLOR_FORCE', 'LANGUAGE', 'LC_TIME', 'LC_NUMERIC', 'LC_COLLATE']) {
    delete env[name];
  }
  return { ...env, NO_COLOR: '1', TZ: 'UTC', LC_ALL: 'en_US.UTF-8', PINLAB_KERNEL_FOLDER: kernelFolder };
}
