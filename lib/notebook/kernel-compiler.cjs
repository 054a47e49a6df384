// How tslab's compiler is used in a kernel: `quickCompiler(ts, alone)` stands in for its TypeScript.
//
// tslab makes a new program of its compiler twice a cell. Three things make that slow, none of which a notebook needs:
//
// 1. TypeScript's builder resolves every import of every file again, to know what a change affects. Here nobody asks;
//    a program that takes over all files of the one before is enough.
// 2. Every package of types that happens to be installed is loaded. Cells get Node's; others when they import them.
// 3. Node's types are most of what a kernel reads when it starts. Where a runner is alone with the kernel, cells begin
//    with the console's; a cell that does not compile with those is compiled again with all.
//
// A runner's kernel does not watch files either: nobody edits the library under it, and a file that appears near the
// notebook would end it ("Unexpected pending rebuildTimer").
'use strict';

const consoleTypes = 'console.d.ts';

/**
 * @param ts TypeScript as tslab requires it
 * @param alone whether a runner started the kernel, so that nobody completes, inspects or edits beside it
 * @returns the same, with a quicker `createWatchCompilerHost`
 */
function quickCompiler(ts, alone) {
  const console = alone ? fileOfNodeTypes(consoleTypes) : undefined;
  const state = { console, lean: console !== undefined };
  if (alone) watchNothing(ts.sys);
  const createWatchCompilerHost = (files, options, sys, _create, ...reports) =>
    ts.createWatchCompilerHost(files, options, sys, programMaker(ts, state), ...reports);
  return { ...ts, createWatchCompilerHost, pinlabTypes: state };
}

/** tslab's converter, which compiles a cell again with all of Node's types where the console's do not do. */
function secondTry(converterModule, types) {
  const createConverter = (options) => {
    const converter = converterModule.createConverter(options);
    const convert = (declarations, source) => {
      const first = converter.convert(declarations, source);
      if (first.diagnostics.length === 0 || !types.lean) return first;
      types.lean = false;
      converter.convert(declarations, '');
      return converter.convert(declarations, source);
    };
    return { ...converter, convert };
  };
  return { ...converterModule, createConverter };
}

function fileOfNodeTypes(name) {
  try {
    return require.resolve(`@types/node/${name}`);
  } catch {
    return undefined;
  }
}

function watchNothing(sys) {
  const watcher = { close() {} };
  sys.watchFile = () => watcher;
  sys.watchDirectory = () => watcher;
}

/** What makes a program of the files and of the program before, in the shape of the builder that tslab expects. */
function programMaker(ts, types) {
  let before;
  return (files, options, host, _old, configFileParsingDiagnostics, projectReferences) => {
    const lean = types.lean;
    const program = ts.createProgram({
      rootNames: lean ? [...files, types.console] : files,
      options: { ...options, types: lean ? [] : ['node'] },
      host,
      oldProgram: before?.lean === lean ? before.program : undefined,
      configFileParsingDiagnostics,
      projectReferences,
    });
    before = { lean, program };
    return builderOf(ts, program);
  };
}

function builderOf(ts, program) {
  return {
    getProgram: () => program,
    getProgramOrUndefined: () => program,
    getCompilerOptions: () => program.getCompilerOptions(),
    getSourceFile: (name) => bound(ts, program, program.getSourceFile(name)),
    getAllDependencies: (file) => dependencies(program, file).map(({ fileName }) => fileName),
    emit: (...how) => program.emit(...how),
  };
}

/** A file whose names are known: tslab looks for the names that a cell declares. */
function bound(ts, program, file) {
  if (file && !file.locals) ts.bindSourceFile(file, program.getCompilerOptions());
  return file;
}

/** The file, and all that it imports, directly or not. */
function dependencies(program, file) {
  const found = new Set([file]);
  for (const one of found) {
    one.resolvedModules?.forEach(({ resolvedModule }) => {
      const imported = resolvedModule && program.getSourceFile(resolvedModule.resolvedFileName);
      if (imported) found.add(imported);
    });
  }
  return [...found];
}

module.exports = { quickCompiler, secondTry };
