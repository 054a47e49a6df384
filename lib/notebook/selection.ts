// Which notebooks a command means: files and folders as given, or those in notebooks/.
import { readdirSync, statSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';

/** One notebook to be run. */
export interface Selected {
  /** Where it is. */
  file: string;
  /** How to call it in messages: its path from the working directory. */
  shown: string;
  /** The name of its page and of its executed copy, without an ending; no two are equal. */
  name: string;
}

/** Nothing to run; the message says what to give instead. */
export class NothingSelected extends Error {}

const defaultFolder = 'notebooks';

/** The notebooks meant by `paths`, each once, in the order given. */
export function selectNotebooks(paths: readonly string[], workingFolder: string): Selected[] {
  if (paths.length === 0 && !isFolder(resolve(workingFolder, defaultFolder))) {
    throw new NothingSelected(
      `there is no folder ${defaultFolder}/ here; name the notebooks to run, or go where it is`,
    );
  }
  const wanted = paths.length === 0 ? [defaultFolder] : paths;
  const files = wanted.flatMap((path) => notebooksAt(resolve(workingFolder, path)));
  if (files.length === 0) throw new NothingSelected(`there is no .ipynb file in ${wanted.join(', ')}; name a notebook`);
  const taken = new Set<string>();
  return [...new Set(files)].map((file) => {
    const shown = relative(workingFolder, file);
    return { file, shown, name: freeName(basename(file).replace(/\.ipynb$/, ''), taken) };
  });
}

function notebooksAt(path: string): string[] {
  if (!isFolder(path)) return [path];
  const names = readdirSync(path).filter((name) => name.endsWith('.ipynb') && !name.startsWith('.'));
  return names.sort().map((name) => join(path, name));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function freeName(wanted: string, taken: Set<string>): string {
  const base = wanted === 'index' ? 'index-notebook' : wanted;
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}`;
  taken.add(name);
  return name;
}
