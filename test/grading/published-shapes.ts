// What course tools say of the files that they read, as JSON schemas in our own words; each with where it is
// published. Properties that a tool does not name are refused, so that a slip of the pen is found.
const text = { type: 'string' };
const number = { type: 'number' };
const object = (required: readonly string[], properties: object, more: object = {}) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
  ...more,
});

const visibility = { enum: ['visible', 'hidden', 'after_due_date', 'after_published'] };
const outputFormat = { enum: ['text', 'html', 'simple_format', 'md', 'ansi'] };

/** Gradescope: “Autograder Specifications”, results.json. Without scores of tests it needs one of its own. */
export const gradescopeShape = object(
  [],
  {
    score: { type: 'number', minimum: 0 },
    execution_time: number,
    output: text,
    output_format: outputFormat,
    test_output_format: outputFormat,
    test_name_format: outputFormat,
    visibility,
    stdout_visibility: visibility,
    extra_data: { type: 'object' },
    tests: {
      type: 'array',
      items: object([], {
        score: number,
        max_score: number,
        status: { enum: ['passed', 'failed'] },
        name: text,
        name_format: outputFormat,
        number: text,
        output: text,
        output_format: outputFormat,
        tags: { type: 'array', items: text },
        visibility,
        extra_data: { type: 'object' },
      }),
    },
    leaderboard: {
      type: 'array',
      items: object(['name', 'value'], {
        name: text,
        value: { type: ['number', 'string'] },
        order: { enum: ['asc', 'desc'] },
      }),
    },
  },
  {
    anyOf: [
      { required: ['score'] },
      { required: ['tests'], properties: { tests: { minItems: 1, items: { required: ['score'] } } } },
    ],
  },
);

/** Exercism: building/tooling/test-runners/interface.md, version 3. */
export const exercismShape = object(
  ['version', 'status', 'tests'],
  {
    version: { const: 3 },
    status: { enum: ['pass', 'fail', 'error'] },
    message: { type: ['string', 'null'] },
    tests: {
      type: 'array',
      items: object(['name', 'status'], {
        name: { type: 'string', minLength: 1 },
        test_code: text,
        status: { enum: ['pass', 'fail', 'error'] },
        message: { type: ['string', 'null'] },
        output: { type: ['string', 'null'], maxLength: 500 },
        task_id: { type: 'integer' },
      }),
    },
  },
  {
    if: { properties: { status: { const: 'error' } } },
    // biome-ignore lint/suspicious/noThenProperty: JSON schema’s own word
    then: { required: ['message'], properties: { message: { type: 'string', minLength: 1 } } },
    else: { properties: { message: { type: 'null' } } },
  },
);

const image = object(['url'], { url: { type: 'string', pattern: '^data:' }, label: text });

/** PrairieLearn: docs/externalGrading.md, “Grading results”. Points are shown where every test has them. */
export const prairielearnShape = object(
  [],
  {
    gradable: { type: 'boolean' },
    score: { type: 'number', minimum: 0, maximum: 1 },
    message: text,
    output: text,
    images: { type: 'array', items: image },
    format_errors: { oneOf: [text, { type: 'array', items: text }] },
    tests: {
      type: 'array',
      items: object(['name', 'points', 'max_points'], {
        name: text,
        description: text,
        points: number,
        max_points: number,
        message: text,
        output: text,
        images: { type: 'array', items: image },
      }),
    },
  },
  {
    if: { required: ['gradable'], properties: { gradable: { const: false } } },
    // biome-ignore lint/suspicious/noThenProperty: JSON schema’s own word
    then: {},
    else: { required: ['score'] },
  },
);

/** The largest results.json that PrairieLearn takes, in bytes. */
export const prairielearnBytes = 1_000_000;

/** nbgrader: nbgraderformat/v3.json, with what its code demands beside: points where a cell is graded, and there alone. */
export const nbgraderShape = object(
  ['schema_version', 'grade', 'locked', 'solution'],
  {
    schema_version: { const: 3 },
    grade: { type: 'boolean' },
    locked: { type: 'boolean' },
    solution: { type: 'boolean' },
    task: { type: 'boolean' },
    grade_id: { type: 'string', pattern: '^[a-zA-Z0-9_\\-]+$' },
    points: { type: 'number', minimum: 0 },
    checksum: { type: 'string', pattern: '^[0-9a-f]{32}$' },
    cell_type: { enum: ['raw', 'code', 'markdown'] },
  },
  {
    if: { properties: { grade: { const: true } } },
    // biome-ignore lint/suspicious/noThenProperty: JSON schema’s own word
    then: { required: ['points', 'grade_id'] },
    else: { not: { required: ['points'] } },
  },
);
