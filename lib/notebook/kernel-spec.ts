// The kernels a notebook may name in its metadata, and how each is started.
//
// Only tslab's two kernels are known, and both are started from this project's own copy with this very Node:
// no Python, no Jupyter, no search through the user's installed kernels.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** How to start one kernel. */
export interface KernelSpec {
  readonly name: string;
  readonly language: string;
  readonly flags: readonly string[];
}

const specs: readonly KernelSpec[] = [
  { name: 'tslab', language: 'TypeScript', flags: [] },
  { name: 'jslab', language: 'JavaScript', flags: ['--js'] },
];

/** The kernel of a notebook that names none. */
export const defaultKernelName = 'tslab';

/** The specification called `name`, or undefined when there is none. */
export function findKernelSpec(name: string): KernelSpec | undefined {
  return specs.find((spec) => spec.name === name);
}

/** The names that can be run, for a message: `tslab (TypeScript), jslab (JavaScript)`. */
export function describeKernelSpecs(): string {
  return specs.map((spec) => `${spec.name} (${spec.language})`).join(', ');
}

/** The arguments for Node that start `spec` on a connection file. */
export function kernelArguments(spec: KernelSpec, connectionFile: string): string[] {
  const tslabFolder = dirname(createRequire(import.meta.url).resolve('tslab/package.json'));
  const preload = fileURLToPath(new URL('../../notebook/kernel-preload.cjs', import.meta.url));
  const tslab = join(tslabFolder, 'bin', 'tslab');
  return ['--require', preload, tslab, 'kernel', ...spec.flags, '--config-path', connectionFile];
}
