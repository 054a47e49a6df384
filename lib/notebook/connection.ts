// Where a kernel and its client meet: a private folder with the connection file, and the three sockets in use.
//
// The sockets are files in that folder (ipc), which needs no free ports, cannot collide between two kernels and is
// closed to other users. Windows has no such sockets, and their names must be short; there they are loopback ports.
import { randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dealer, Subscriber } from 'zeromq';
import { type Content, decodeMessage, encodeRequest, type Message } from './wire.js';

type Port = 'shell_port' | 'iopub_port' | 'stdin_port' | 'control_port' | 'hb_port';
const ports: readonly Port[] = ['shell_port', 'iopub_port', 'stdin_port', 'control_port', 'hb_port'];

/** A socket's whole path has about 100 bytes on every system. */
const longestFolderBytes = 90;

/** The sockets that carry requests. */
export type RequestChannel = 'shell' | 'control';
/** The sockets that carry messages from the kernel. */
export type Channel = RequestChannel | 'iopub';

/** One kernel's private folder and the client's ends of its sockets. */
export class Connection {
  /** Holds the connection file, the sockets and what kernel-preload.cjs leaves. */
  readonly folder: string;
  /** The file a kernel is told about. */
  readonly file: string;
  private readonly key = randomUUID();
  private readonly session = randomUUID();
  private readonly shell = new Dealer({ linger: 0 });
  private readonly control = new Dealer({ linger: 0 });
  private readonly iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  private closed = false;

  private constructor(
    folder: string,
    private readonly transport: 'ipc' | 'tcp',
    private readonly ip: string,
    private readonly port: Record<Port, number>,
  ) {
    this.folder = folder;
    this.file = join(folder, 'connection.json');
  }

  /** Makes the folder and the connection file. Nothing listens yet. */
  static async create(): Promise<Connection> {
    const folder = mkdtempSync(join(tmpdir(), 'pinlab-kernel-'));
    const local = process.platform !== 'win32' && Buffer.byteLength(folder) <= longestFolderBytes;
    const numbers = local ? ports.map((_, index) => index + 1) : await Promise.all(ports.map(freePort));
    const port = Object.fromEntries(ports.map((name, index) => [name, numbers[index]])) as Record<Port, number>;
    const connection = new Connection(folder, local ? 'ipc' : 'tcp', local ? join(folder, 's') : '127.0.0.1', port);
    const { transport, ip, key } = connection;
    const info = { transport, ip, ...port, key, signature_scheme: 'hmac-sha256', kernel_name: 'tslab' };
    writeFileSync(connection.file, JSON.stringify(info), { mode: 0o600 });
    return connection;
  }

  /** Whether the kernel has made its ends of the sockets (always true where that cannot be seen). */
  get listening(): boolean {
    return this.transport === 'tcp' || ports.every((name) => existsSync(`${this.ip}:${this.port[name]}`));
  }

  /** Connects, and hands every message of the kernel to `receive` until closed. */
  open(receive: (channel: Channel, message: Message) => void, fail: (error: Error) => void): void {
    this.shell.connect(this.endpoint('shell_port'));
    this.control.connect(this.endpoint('control_port'));
    this.iopub.connect(this.endpoint('iopub_port'));
    this.iopub.subscribe();
    const pump = async (channel: Channel) => {
      for await (const frames of this[channel]) receive(channel, decodeMessage(this.key, frames));
    };
    for (const channel of ['shell', 'control', 'iopub'] as const) {
      pump(channel).catch((error: Error) => this.closed || fail(error));
    }
  }

  /** Sends a request. `register` learns its id before any answer can arrive. */
  async request(channel: RequestChannel, type: string, content: Content, register: (id: string) => void) {
    const { id, frames } = encodeRequest(this.key, this.session, type, content);
    register(id);
    await this[channel].send(frames);
  }

  /** Closes the sockets and removes the folder; may be called twice. */
  close(): void {
    if (!this.closed) for (const socket of [this.shell, this.control, this.iopub]) socket.close();
    this.closed = true;
    this.removeFolder();
  }

  /** Removes the folder only: the part that a dying process can still do. */
  removeFolder(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private endpoint(name: Port): string {
    return `${this.transport}://${this.ip}:${this.port[name]}`;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
