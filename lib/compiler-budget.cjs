// When V8 optimises a function: after it has run for so many bytes of its code, several times V8's own figure.
//
// A process of pinlab lives for seconds and goes through much code: each scenario its own, TypeScript's compiler in a
// kernel. V8's own figure has it optimise thousands of functions that soon run no more, and forget many of them again:
// a fifth of such a process's time. What runs for long, a search of a million states, is optimised as before.
'use strict';
const v8 = require('node:v8');

const budgetBytes = 400_000;

v8.setFlagsFromString(`--interrupt-budget=${budgetBytes}`);
