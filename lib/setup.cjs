// biome-ignore-all lint: an old Node must be able to parse this file
// Makes the project ready to run: the right Node, the installed packages, the compiled library.
//
// Everything else is reached through this file, so it must parse on a Node of any age and may
// import nothing that an install provides. `prepare()` is quick (a few stat calls) when nothing
// is missing and says what it does when something is.
'use strict';
var needed = [20, 19];
var have = process.versions.node.split('.').map(Number);
if (have[0] < needed[0] || (have[0] === needed[0] && have[1] < needed[1])) {
  process.stderr.write(
    'pinlab needs Node ' + needed.join('.') + ' or newer; this is Node ' + process.versions.node + '.\n',
  );
  process.exit(2);
}

var fs = require('node:fs');
var path = require('node:path');
var crypto = require('node:crypto');
var child = require('node:child_process');

var root = path.dirname(__dirname);
var installStamp = path.join(root, 'node_modules', '.pinlab-installed');
var installedMegabytes = { lib: 170, test: 400 };

/** Runs a command to its end with its output shown only when it fails; exits with 2 then. */
function must(what, command, args, options) {
  var done = child.spawnSync(command, args, Object.assign({ cwd: root, encoding: 'utf8' }, options));
  if (done.status === 0) return;
  process.stderr.write((done.stdout || '') + (done.stderr || '') + (done.error ? done.error.message + '\n' : ''));
  process.stderr.write('pinlab: ' + what + ' failed; the lines above say why.\n');
  process.exit(2);
}

/** What an installed tree must have been made from to count as current. */
function wantedInstall() {
  var hash = crypto.createHash('sha256').update(process.platform + process.arch);
  ['package.json', 'package-lock.json', 'lib/package.json'].forEach(function (name) {
    hash.update(fs.readFileSync(path.join(root, name)));
  });
  return hash.digest('hex');
}

function read(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (_) {
    return '';
  }
}

/** Installs what is missing: what the tests alone need only for them, or where it is there already. */
function install(what) {
  var wanted = wantedInstall();
  var installed = read(installStamp);
  if (installed === wanted + ' test' || (what === 'lib' && installed === wanted + ' lib')) return;
  var all = what === 'test' || fs.existsSync(path.join(root, 'node_modules', 'uvu'));
  var kind = all ? 'test' : 'lib';
  process.stderr.write('Installing, about ' + installedMegabytes[kind] + ' MB, once …\n');
  var npm = process.env.npm_execpath;
  var args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'].concat(all ? [] : ['--omit=dev']);
  if (npm && /npm-cli\.js$/.test(npm)) must('npm ci', process.execPath, [npm].concat(args));
  else must('npm ci', process.platform === 'win32' ? 'npm.cmd' : 'npm', args, { shell: process.platform === 'win32' });
  fs.writeFileSync(installStamp, wanted + ' ' + kind);
}

/** One line for each source file: its name, size and time of change. */
function sources(folder, into) {
  fs.readdirSync(folder, { withFileTypes: true }).forEach(function (entry) {
    var file = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'dist' && entry.name !== 'node_modules') sources(file, into);
    } else if (/\.(ts|json)$/.test(entry.name)) {
      var stat = fs.statSync(file);
      into.push(path.relative(root, file) + ' ' + stat.size + ' ' + stat.mtimeMs);
    }
  });
  return into;
}

/** Removes what was compiled from a source that is gone. */
function removeOrphans(output, source) {
  if (!fs.existsSync(output)) return;
  fs.readdirSync(output, { withFileTypes: true }).forEach(function (entry) {
    var compiled = path.join(output, entry.name);
    if (entry.isDirectory()) removeOrphans(compiled, path.join(source, entry.name));
    else if (
      /\.(js|d\.ts|js\.map)$/.test(entry.name) &&
      !fs.existsSync(path.join(source, entry.name.replace(/\.(js|d\.ts|js\.map)$/, '.ts')))
    )
      fs.rmSync(compiled);
  });
}

function build(project, stampFile, folders) {
  var lines = [read(installStamp), read(path.join(root, 'tsconfig.json'))];
  folders.forEach(function (folder) {
    sources(path.join(root, folder), lines);
  });
  var wanted = crypto.createHash('sha256').update(lines.join('\n')).digest('hex');
  var stamp = path.join(root, stampFile);
  if (read(stamp) === wanted) return;
  process.stderr.write('Compiling ' + folders.join(' and ') + ' …\n');
  removeOrphans(path.dirname(stamp), path.join(root, project));
  must('compiling', process.execPath, [path.join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b', project]);
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, wanted);
}

/** Installs and compiles what is missing. `what`: 'lib' or 'test' (which includes lib). */
function prepare(what) {
  install(what);
  build('lib', 'lib/dist/.stamp', ['lib']);
  if (what === 'test') build('test', '.build/test/.stamp', ['lib', 'test']);
}

exports.prepare = prepare;
exports.root = root;

if (require.main === module) {
  var verb = process.argv[2];
  prepare(verb === 'test' ? 'test' : 'lib');
  var next = verb === 'start' ? ['lib/cli/pinlab.cjs', 'run'] : verb === 'test' ? ['.build/test/run.js'] : null;
  if (next) {
    var rest = process.argv.slice(3);
    var done = child.spawnSync(process.execPath, [path.join(root, next[0])].concat(next.slice(1), rest), {
      cwd: root,
      stdio: 'inherit',
    });
    process.exit(done.status === null ? 1 : done.status);
  }
}
