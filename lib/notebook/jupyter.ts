// The user's own Jupyter, with this project's kernel: a kernel specification in the project's folder,
// found by JUPYTER_PATH, so that nothing is installed and nothing of the user's is changed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultKernelName, findKernelSpec, kernelArguments } from './kernel-spec.js';

/** A front end that can open notebooks. */
export interface FrontEnd {
  readonly name: string;
  /** The program, without arguments. */
  readonly program: string;
  /** The first part of the address at which it shows a folder, and a notebook. */
  readonly shows: { readonly folder: string; readonly notebook: string };
}

/** The front ends that are looked for, the preferred first. */
export const frontEnds: readonly FrontEnd[] = [
  { name: 'JupyterLab', program: 'jupyter-lab', shows: { folder: 'lab/tree', notebook: 'lab/tree' } },
  { name: 'Notebook', program: 'jupyter-notebook', shows: { folder: 'tree', notebook: 'notebooks' } },
];

/** The folder that JUPYTER_PATH has to name. */
export const jupyterFolder = join('.build', 'jupyter');

/**
 * Writes the kernel's specification, with this Node and this project's tslab.
 * @param folder what JUPYTER_PATH names
 * @returns the folder, absolute
 */
export function writeKernelSpec(folder: string = jupyterFolder): string {
  const spec = findKernelSpec(defaultKernelName)!;
  const place = resolve(folder, 'kernels', spec.name);
  mkdirSync(place, { recursive: true });
  const argv = [process.execPath, ...kernelArguments(spec, '{connection_file}')];
  const kernel = { argv, display_name: spec.language, language: spec.language.toLowerCase() };
  writeFileSync(join(place, 'kernel.json'), `${JSON.stringify(kernel, null, 1)}\n`);
  return resolve(folder);
}

const project = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * The arguments that open a notebook or a folder. What lies in the project is served from the project's folder, where
 * the page of a notebook finds the library that draws its figures; each version of Jupyter heeds its own of these.
 * What is elsewhere, or in a hidden folder, which Jupyter does not serve, is opened by itself: its figures stand still.
 */
export function opening({ shows }: FrontEnd, notebook: string): string[] {
  const path = relative(project, resolve(notebook));
  if (isAbsolute(path) || path.split(sep).some((part) => part.startsWith('.'))) return [notebook];
  const under = statSync(notebook).isDirectory() ? shows.folder : shows.notebook;
  const url = `/${[under, ...path.split(sep).map(encodeURIComponent)].join('/')}`;
  return [
    `--ServerApp.root_dir=${project}`,
    `--NotebookApp.notebook_dir=${project}`,
    ...['LabApp', 'JupyterNotebookApp', 'NotebookApp'].map((app) => `--${app}.default_url=${url}`),
  ];
}

/** An environment in which Jupyter finds the kernel, before any of that name the user has. */
export function jupyterEnvironment(folder: string): NodeJS.ProcessEnv {
  const { JUPYTER_PATH } = process.env;
  return { ...process.env, JUPYTER_PATH: JUPYTER_PATH ? `${folder}${delimiter}${JUPYTER_PATH}` : folder };
}

/** The front ends of these that start here: a program of that name may be a shim with nothing behind it. */
export function installed(wanted: readonly FrontEnd[]): FrontEnd[] {
  return wanted.filter(({ program }) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0);
}
