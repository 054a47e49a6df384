// Loaded into the kernel process before tslab (`node --require`), where it corrects two things and adds two.
//
// 1. tslab sends each console.log as a message of its own, and zeromq refuses a send once 512 have been made
//    without a pause: a cell that prints 500 lines in one loop loses the rest, and its end is never announced.
//    The publishing socket therefore gets no limit and never waits.
// 2. A runner that is killed outright (SIGKILL) cannot stop its kernel, so the kernel watches its parent and ends
//    itself, its children and its folder when the parent is gone. (A kernel in an endless synchronous loop cannot look.)
// 3. tslab reports run-time errors by lines of the JavaScript it compiled. That text is left in the runner's private
//    folder, so that source-line.ts can find the line the author wrote.
// 4. Cells compile more quickly, and run sooner: see kernel-compiler.cjs and compiler-budget.cjs.
//
// 2 and 3 apply only when a runner started the kernel (PINLAB_KERNEL_FOLDER); 1 and 4 are safe in any Jupyter.
'use strict';
require('../compiler-budget.cjs');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const { quickCompiler, secondTry } = require('./kernel-compiler.cjs');

const folder = process.env.PINLAB_KERNEL_FOLDER;
let compiler;

const load = Module._load;
Module._load = function (request, parent, ...rest) {
  const loaded = load.call(this, request, parent, ...rest);
  if (request === 'zeromq') return withRoomyPublisher(loaded);
  if (request === '@tslab/typescript-for-tslab') {
    compiler ??= quickCompiler(loaded, folder !== undefined);
    return compiler;
  }
  if (request === './converter' && compiler) return secondTry(loaded, compiler.pinlabTypes);
  return loaded;
};

function withRoomyPublisher(zeromq) {
  class Publisher extends zeromq.Publisher {
    constructor(options) {
      super({ ...options, sendHighWaterMark: 0, sendTimeout: 0 });
    }
  }
  return { ...zeromq, Publisher };
}

if (folder) {
  delete process.env.PINLAB_KERNEL_FOLDER;
  endWithParent();
  keepCompiledCell(path.join(folder, 'cell.js'));
}

function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid === parent) return;
    fs.rmSync(folder, { recursive: true, force: true });
    process.kill(process.platform === 'win32' ? process.pid : 0, 'SIGKILL');
  }, 1000).unref();
}

function keepCompiledCell(file) {
  const run = vm.runInThisContext;
  vm.runInThisContext = function (code, options) {
    if (options?.breakOnSigint) fs.writeFileSync(file, code);
    return run.call(this, code, options);
  };
}
