// An exercise as a notebook: the statement, the steps, a cell for the answer, a cell that checks it.
//
// The answer cell is marked in its metadata, for pinlab and for nbgrader alike; nbgrader gets one graded
// cell a check, because it takes what a cell prints as all or nothing.
import { createHash } from 'node:crypto';
import type { Cell, Notebook } from '../../notebook/notebook-file.js';
import { exerciseFile } from '../answer-files.js';
import type { Exercise } from '../exercise.js';
import { statementOf, statementText, stepsTable } from './statement.js';

/** How a notebook is made. */
export interface NotebookOptions {
  /** Add nbgrader’s metadata, and a graded cell a check. */
  readonly nbgrader?: boolean;
  /** Whose copy it is, where copies differ. */
  readonly seed?: string;
}

interface Graded {
  readonly id: string;
  readonly points?: number;
}

/** nbgrader’s checksum of a cell (nbgrader.utils.compute_checksum). */
export function cellChecksum(source: string, cellType: string, { id, points }: Graded): string {
  const graded = points !== undefined;
  const float = Number.isInteger(points) ? `${points}.0` : String(points);
  const parts = [source, cellType, graded ? 'True' : 'False', graded ? 'False' : 'True', graded ? 'True' : 'False', id];
  return createHash('md5')
    .update([...parts, ...(graded ? [float] : [])].join(''))
    .digest('hex');
}

/** nbgrader’s metadata: of a solution, or of a graded cell where there are points. */
function nbgraderMetadata(source: string, graded: Graded): object {
  const isGrade = graded.points !== undefined;
  return {
    schema_version: 3,
    grade: isGrade,
    locked: isGrade,
    solution: !isGrade,
    task: false,
    grade_id: graded.id,
    cell_type: 'code',
    checksum: cellChecksum(source, 'code', graded),
    ...(isGrade && { points: graded.points }),
  };
}

const markdown = (id: string, source: string): Cell => ({ id, cell_type: 'markdown', metadata: {}, source });
const code = (id: string, source: string, metadata: object = {}): Cell => ({
  id,
  cell_type: 'code',
  metadata: { ...metadata },
  source,
  outputs: [],
  execution_count: null,
});

/** The cell with the stub. */
export function stubCell(exercise: Exercise, { nbgrader = false }: NotebookOptions = {}): Cell {
  // A cell of tslab's declares and cannot export.
  const stub = exerciseFile(exercise.id, 'stub.ts')
    .trimEnd()
    .replaceAll(/^export (?=function)/gm, '');
  return code('answer', stub, {
    pinlab: { answer: exercise.id },
    ...(nbgrader && { nbgrader: nbgraderMetadata(stub, { id: exercise.id }) }),
  });
}

/** nbgrader’s names allow no slash. */
const gradeId = (check: string): string => check.replace('/', '-');

function gradedCells({ id, checks }: Exercise): Cell[] {
  return checks.map((check, n) => {
    const source = `check('${id}', '${check.id}');`;
    return code(`graded-${n}`, source, {
      nbgrader: nbgraderMetadata(source, { id: gradeId(check.id), points: check.points }),
    });
  });
}

/** The notebook of an exercise. */
export function exerciseNotebook(exercise: Exercise, options: NotebookOptions = {}): Notebook {
  const { hints } = statementOf(exercise.id);
  const text = statementText(exercise);
  const hintText = hints
    .map((hint, n) => `<details><summary>Hint ${n + 1}</summary>\n\n${hint}\n\n</details>`)
    .join('\n\n');
  return {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
      language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript', version: '3.7.2' },
      pinlab: { exercise: exercise.id, ...(options.seed !== undefined && { seed: options.seed }) },
    },
    cells: [
      markdown('statement', text),
      ...(text.includes('| step |') ? [] : [markdown('steps', stepsTable(exercise))]),
      markdown('hints', hintText),
      code('import', "import { check } from 'pinlab';"),
      stubCell(exercise, options),
      code('check', `check('${exercise.id}');`),
      ...(options.nbgrader ? gradedCells(exercise) : []),
    ],
  };
}
