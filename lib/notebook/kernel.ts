// A Jupyter kernel in the client's hands: start, execute, interrupt, kill, shut down.
//
// One request runs at a time; the caller waits for it before the next (tslab drops what is queued behind an error).
// A request has ended when the shell socket brought its reply AND the iopub socket its `idle`: the two are not
// ordered, and output may still be on its way when the reply is here. After an end the same listener is called
// with `late` set, because a timer or a rejected promise of a cell can still print.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Channel, Connection, type RequestChannel } from './connection.js';
import { type KernelExit, KernelProcess } from './kernel-process.js';
import type { KernelSpec } from './kernel-spec.js';
import type { Content, Message } from './wire.js';

/** Called for each output message of a request; `late` when the request had already ended. */
export type OutputListener = (message: Message, late: boolean) => void;

/** A request could not be answered because the kernel is gone. */
export class KernelGone extends Error {
  constructor(readonly exit: KernelExit) {
    super('the kernel is gone');
  }
}

/** No kernel could be started, or it did not answer in time. */
export class KernelNotStarted extends Error {}

interface Request {
  reply?: Message;
  idle: boolean;
  ended: boolean;
  onOutput: OutputListener;
  end(reply: Message): void;
}

const defaultStartTimeoutMs = 60_000;
const shutdownGraceMs = 1_000;

/** A running kernel. */
export class Kernel {
  /** The kernel's description of its language, as notebooks keep it in their metadata. */
  languageInfo: Content = {};
  private readonly requests = new Map<string, Request>();

  private constructor(
    private readonly connection: Connection,
    private readonly process: KernelProcess,
  ) {}

  /** Starts a kernel whose working directory is `cwd` and waits until it answers. */
  static async start(spec: KernelSpec, cwd: string, startTimeoutMs = defaultStartTimeoutMs): Promise<Kernel> {
    const connection = await Connection.create();
    const { file, folder } = connection;
    const child = KernelProcess.start(spec, cwd, file, folder, () => connection.removeFolder());
    const kernel = new Kernel(connection, child);
    child.exited.then(() => connection.close());
    try {
      await kernel.waitUntilReady(performance.now() + startTimeoutMs);
    } catch (error) {
      await kernel.kill();
      if (!(error instanceof KernelGone)) throw error;
      const lastWords = error.exit.log.trim().split('\n').at(-1) ?? '';
      throw new KernelNotStarted(`the ${spec.name} kernel ended while starting; its last words: ${lastWords}`);
    }
    return kernel;
  }

  /** The folder in which kernel-preload.cjs leaves the compiled text of the last cell. */
  get folder(): string {
    return this.connection.folder;
  }

  /** Runs `code`. Resolves to the reply's content when all output has been heard; throws KernelGone. */
  async execute(code: string, onOutput: OutputListener): Promise<Content> {
    const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
    const reply = await this.ask('shell', 'execute_request', content, onOutput);
    return reply.content;
  }

  /** Asks the running cell to stop. A synchronous loop after an `await` does not hear it: see `kill`. */
  interrupt(): void {
    this.process.interrupt();
  }

  /** Ends the kernel, and every process its cells started, at once. */
  async kill(): Promise<KernelExit> {
    this.process.kill();
    return this.process.exited;
  }

  /** Lets the kernel end by itself, and kills it if it does not. Output that was under way is still heard. */
  async shutDown(): Promise<KernelExit> {
    const asked = this.ask('control', 'shutdown_request', { restart: false }).catch(() => undefined);
    const grace = new AbortController();
    await Promise.race([
      asked.then(() => this.process.exited),
      sleep(shutdownGraceMs, undefined, { signal: grace.signal }),
    ]);
    grace.abort();
    return this.kill();
  }

  private async waitUntilReady(deadline: number): Promise<void> {
    const late = () => {
      if (this.process.exit) throw new KernelGone(this.process.exit);
      if (performance.now() > deadline) throw new KernelNotStarted('the kernel did not answer in time');
    };
    while (!this.connection.listening) {
      late();
      await sleep(20);
    }
    this.connection.open(
      (channel, message) => this.receive(channel, message),
      () => this.process.kill(),
    );
    // The first answers are lost until the subscription has reached the kernel, so the question is repeated.
    let info: Message | undefined;
    while (!info) {
      late();
      const asked = this.ask('shell', 'kernel_info_request', {}).catch(() => undefined);
      info = await Promise.race([asked, sleep(100, undefined)]);
    }
    this.languageInfo = (info.content.language_info ?? {}) as Content;
  }

  private async ask(channel: RequestChannel, type: string, content: Content, onOutput: OutputListener = () => {}) {
    if (this.process.exit) throw new KernelGone(this.process.exit);
    const answered = new Promise<Message>((resolve, reject) => {
      const request: Request = { idle: false, ended: false, onOutput, end: resolve };
      this.connection.request(channel, type, content, (id) => this.requests.set(id, request)).catch(reject);
    });
    const gone = this.process.exited.then((exit) => {
      throw new KernelGone(exit);
    });
    return Promise.race([answered, gone]);
  }

  private receive(channel: Channel, message: Message): void {
    const request = this.requests.get(message.parentId);
    if (!request) return;
    if (channel !== 'iopub') request.reply = message;
    else if (message.type !== 'status') request.onOutput(message, request.ended);
    else if (message.content.execution_state === 'idle') request.idle = true;
    if (!request.reply || !request.idle || request.ended) return;
    request.ended = true;
    request.end(request.reply);
  }
}
