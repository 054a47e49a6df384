// One stranger's answer in its sandbox, asked line by line; whatever goes wrong becomes one sentence.
import { type ChildProcess, spawn } from 'node:child_process';
import { driver } from '../answers/driver.js';
import { programText } from './answer-process.js';
import { command, limits, type Mechanism } from './mechanism.js';

/** A line from the sandbox, or why there will be none. */
export type Line = { readonly text: string } | { readonly lost: string; readonly machine: boolean };

/** The longest wait for a line, in ms of wall time: far longer than the CPU time that a program may use. */
const patienceMs = 60_000;
/** The longest line, and the most of all lines together. */
const longestLine = 4_000_000;
const mostReceived = 40_000_000;

/** A running sandbox. */
export class SandboxedAnswer {
  readonly #child: ChildProcess;
  #received = '';
  /** Characters of all lines. */
  #total = 0;
  #errors = '';
  #waiting: ((line: Line) => void) | null = null;
  #end: Line | null = null;

  constructor(mechanism: Mechanism) {
    const [file, ...args] = command(mechanism, programText(driver.toString()));
    this.#child = spawn(file!, args, { stdio: ['pipe', 'pipe', 'pipe'], env: mechanism === 'none' ? {} : process.env });
    this.#child.stdout!.setEncoding('latin1').on('data', (text: string) => this.#receive(text));
    this.#child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      if (this.#errors.length < 10_000) this.#errors += text.slice(0, 10_000);
    });
    this.#child.stdin!.on('error', () => {});
    this.#child.once('error', (error) =>
      this.#finish({ lost: `the sandbox does not start: ${error.message}`, machine: true }),
    );
    this.#child.once('close', (code, signal) => this.#finish(this.#cause(code, signal)));
  }

  /** Sends a request and waits for its reply. */
  send(request: readonly string[]): Promise<Line> {
    if (this.#end !== null) return Promise.resolve(this.#end);
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#finish({
          lost: `no reply came within ${patienceMs / 1000} s, though it used less CPU time than it may: the machine is too busy; grade it again`,
          machine: true,
        });
        this.close();
      }, patienceMs);
      this.#waiting = (line) => {
        clearTimeout(timer);
        this.#waiting = null;
        resolve(line);
      };
      this.#child.stdin!.write(`${encodeURIComponent(JSON.stringify(request))}\n`, 'latin1');
    });
  }

  close(): void {
    this.#child.kill('SIGKILL');
  }

  #receive(text: string): void {
    this.#received += text;
    this.#total += text.length;
    if (this.#received.length > longestLine || this.#total > mostReceived) {
      this.#finish({ lost: 'the answer prints without end', machine: false });
      this.close();
      return;
    }
    const end = this.#received.indexOf('\n');
    if (end < 0) return;
    const line = this.#received.slice(0, end);
    this.#received = this.#received.slice(end + 1);
    try {
      this.#waiting?.({ text: decodeURIComponent(line) });
    } catch {
      this.#finish({ lost: 'the answer interferes with how it is asked', machine: false });
    }
  }

  #finish(line: Line): void {
    this.#end ??= line;
    this.#waiting?.(this.#end);
  }

  #cause(code: number | null, signal: NodeJS.Signals | null): Line {
    if (/heap out of memory|Last few GCs|allocation fail/i.test(this.#errors))
      return { lost: `uses more than ${limits.heapMegabytes} MB of memory; an answer needs none`, machine: false };
    if (code === 90 || /unshare|bwrap|mount|chroot/.test(this.#errors.replace(/unshare: sigprocmask.*/g, '')))
      return { lost: `the sandbox does not start: ${this.#errors.split('\n')[0]}`, machine: true };
    if (signal !== null || code === 1 || code === null || code > 128)
      return {
        lost: `used ${limits.cpuSeconds} s of CPU time: between two steps it loops for ever, or does far more than an answer needs`,
        machine: false,
      };
    return { lost: `ended its process (exit status ${code}); an answer returns, and does not exit`, machine: false };
  }
}
