#!/usr/bin/env node
// The command `pinlab`: gets the project ready, then hands over to the compiled command line.
'use strict';
require('../setup.cjs').prepare('lib');
require('../compiler-budget.cjs');
import('../dist/cli/main.js').then((cli) => cli.main(process.argv.slice(2)));
