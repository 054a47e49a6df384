// pinlab practice: one exercise after the other, in your own editor; checked again whenever you save.
import { existsSync, mkdirSync, readFileSync, watchFile } from 'node:fs';
import { join, relative } from 'node:path';
import type { Command } from 'commander';
import type { Exercise } from '../grading/exercise.js';
import { exercises } from '../grading/exercises/index.js';
import type { Judgement } from '../grading/judge.js';
import { judgementText, wayText } from '../grading/judgement-text.js';
import { stubText } from '../grading/release/release.js';
import { statementOf, wholeStatement } from '../grading/release/statement.js';
import { Grader } from '../grading/sandbox/grader.js';
import { mechanism } from '../grading/sandbox/mechanism.js';
import { seedSaid } from '../grading/submissions/collect.js';
import { isSeed } from '../grading/variants.js';
import { replaceFile } from '../notebook/notebook-file.js';
import { exerciseFor, exerciseNamed, seedRule } from './exercises.js';
import { print } from './output.js';
import { finish, oneLineErrors, UsageError } from './usage.js';
import { onFile, standardOutput, writeText } from './written-file.js';

const help = `
Writes the stub of the next exercise that you have not solved into FOLDER, shows what is asked, and checks
your answer whenever you save the file. Keys: h a hint (there are three), s the statement again, n the next
exercise, q quit. What you have solved is kept in FOLDER/.progress.json.
`;

interface Options {
  /** Where the answers are. */
  readonly folder: string;
  readonly seed?: string;
  readonly html?: string;
  readonly once?: boolean;
}

/** Adds the command `practice` to `program`. */
export function practiceCommand(program: Command): void {
  oneLineErrors(program.command('practice'))
    .description('solve the exercises in your own editor; checked again whenever you save')
    .argument('[ID]', 'an exercise; the first that is not solved unless given')
    .option('--folder <FOLDER>', 'where your answers are', 'exercises/mine')
    .option('--seed <SEED>', 'whose copy of the exercises it is, where copies differ')
    .option('--html <FILE>', 'write a page of what went wrong first, to step through; anew at each check')
    .option('--once', 'check once, and end')
    .addHelpText('after', help)
    .action((id: string | undefined, options: Options) =>
      finish('practice', () => new Practice(usable(options)).run(id)),
    );
}

/** Makes the folder; nothing is begun yet that would have to be ended. */
function usable(options: Options): Options {
  const { folder, html } = options;
  if (html === standardOutput)
    throw new UsageError('--html needs the name of a file: practice prints a text of its own');
  onFile(`--folder ${folder} cannot be used`, () => mkdirSync(folder, { recursive: true }));
  return options;
}

/** A reader at work on the exercises. */
class Practice {
  readonly #grader = new Grader(mechanism(), 1);
  #exercise: Exercise = exercises[0]!;
  #hints = 0;

  constructor(readonly options: Options) {}

  async run(id: string | undefined): Promise<number> {
    try {
      const { seed, once } = this.options;
      if (seed !== undefined && !isSeed(seed)) throw new UsageError(seedRule(seed));
      const done = this.#solved();
      this.#exercise =
        id === undefined ? (exercises.find((each) => !done.has(each.id)) ?? exercises[0]!) : exerciseNamed(id);
      this.#begin();
      const solved = await this.#check();
      if (!once) await this.#watch();
      return solved ? 0 : 1;
    } finally {
      await this.#grader.end();
    }
  }

  /** Whose copy of the exercise it is: as the file says, else as was asked for. */
  get #seeded(): { seed?: string } {
    const said = existsSync(this.#file) ? seedSaid(readFileSync(this.#file, 'utf8')) : {};
    const { seed } = this.options;
    return seed !== undefined && said.seed === undefined ? { seed } : said;
  }

  /** The exercise as that copy has it. */
  get #asked(): Exercise {
    return exerciseFor(this.#exercise.id, this.#seeded.seed);
  }

  get #file(): string {
    return join(this.options.folder, `${this.#exercise.id}.ts`);
  }

  get #progressFile(): string {
    return join(this.options.folder, '.progress.json');
  }

  /** The exercises that were solved. */
  #solved(): Set<string> {
    try {
      return new Set(JSON.parse(readFileSync(this.#progressFile, 'utf8')) as string[]);
    } catch {
      return new Set();
    }
  }

  #begin(): void {
    this.#hints = 0;
    if (!existsSync(this.#file)) replaceFile(this.#file, stubText(this.#exercise, this.options.seed));
    this.#state();
  }

  #state(): void {
    print(`${wholeStatement(this.#asked)}\n\nYour answer: ${relative('.', this.#file)}\n`);
  }

  async #check(): Promise<boolean> {
    const source = readFileSync(this.#file, 'utf8');
    const judgement: Judgement = await this.#grader.grade(this.#exercise.id, source, { ...this.#seeded, page: true });
    print(judgementText(judgement));
    const way = wayText(judgement);
    if (way !== null) print(`\n${way}\n\n${this.#stepThrough(judgement.page)}`);
    const solved = judgement.status === 'graded' && judgement.points === judgement.maxPoints;
    const done = this.#solved();
    if (solved) {
      done.add(this.#exercise.id);
      replaceFile(this.#progressFile, JSON.stringify([...done]));
    }
    print(
      `\n${'■'.repeat(done.size)}${'□'.repeat(exercises.length - done.size)} ${done.size} of ${exercises.length} solved`,
    );
    if (solved) print('Solved. n goes on to the next.');
    return solved;
  }

  /** Writes the page of what there is to look at, where one is wanted; says where it is, or how to get it. */
  #stepThrough(page: string | undefined): string {
    const { html } = this.options;
    if (html === undefined || page === undefined)
      return 'To step through it in a browser: start practice with --html way.html';
    writeText('html', html, page);
    return `To step through it: open ${html} in a browser`;
  }

  #hint(): void {
    const { hints } = statementOf(this.#exercise.id);
    const hint = hints[this.#hints];
    print(hint === undefined ? 'There are no more hints.' : `Hint ${++this.#hints}: ${hint}`);
  }

  #next(): void {
    const done = this.#solved();
    const from = exercises.indexOf(this.#exercise) + 1;
    this.#exercise = [...exercises.slice(from), ...exercises].find((each) => !done.has(each.id)) ?? this.#exercise;
    this.#begin();
  }

  /** Goes on until the reader has enough. */
  #watch(): Promise<void> {
    const watched = new Set<string>();
    const watch = () => {
      if (watched.has(this.#file)) return;
      const file = this.#file;
      watched.add(file);
      watchFile(file, { interval: 300 }, (now, before) => {
        if (file === this.#file && now.mtimeMs !== before.mtimeMs && now.size > 0) void this.#check();
      });
    };
    watch();
    const { stdin } = process;
    if (stdin.isTTY) stdin.setRawMode(true);
    print('h hint · s statement · n next · q quit');
    return new Promise<void>((resolve) => {
      stdin.on('end', () => resolve());
      stdin.on('data', (data) => {
        for (const key of data.toString()) {
          if (key === 'h') this.#hint();
          else if (key === 's') this.#state();
          else if (key === 'n') {
            this.#next();
            watch();
          } else if (key === 'q' || key === '\u0003') {
            if (stdin.isTTY) stdin.setRawMode(false);
            resolve();
          }
        }
      });
    }).then(() => process.exit());
  }
}
