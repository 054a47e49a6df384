// Assignments that reach outside: which variables a function's source sets without declaring them.
//
// A guard or an effect that sets a variable of the code around it, or a kernel function that sets
// one of its module, keeps state where no snapshot sees it. Sampling finds that only when it makes
// a difference on a sampled path; reading the source finds it always. The reading is shallow: it
// splits the source into tokens and prefers to miss an assignment over seeing one that isn't there.

const tokenPattern =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|[A-Za-z_$][\w$]*|\d[\w.]*|=>|\?\.|\.\.\.|\+\+|--|(?:\*\*|<<|>>>?|&&|\|\||\?\?)=|[-+*/%&|^]=|[=!]==?|[<>]=?|\*\*|&&|\|\||\?\?|[^\s]/g;

const assigning = new Set([
  '=',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '**=',
  '&=',
  '|=',
  '^=',
  '<<=',
  '>>=',
  '>>>=',
  '&&=',
  '||=',
  '??=',
  '++',
  '--',
]);
const identifier = /^[A-Za-z_$]/;
const declaring = new Set(['let', 'const', 'var']);
const notFunctions = new Set(['if', 'for', 'while', 'switch', 'with', 'return', 'yield', 'typeof', 'void', 'await']);
const keywords = new Set([...declaring, ...notFunctions, 'function', 'new', 'of', 'in', 'case', 'else', 'do', 'super']);

/**
 * The first variable that a function sets and doesn't declare, null when there is none. Setting a
 * member of one counts, too, unless it may be a field of a record.
 * @param mayBeField whether `outer.name = …` may set the field of a record; `name` is empty where
 *   it isn't known, as in `outer[i] = …`
 */
export function assignedOutside(source: string, mayBeField: (name: string) => boolean): string | null {
  // A regular expression literal or a class would need a real parser; such sources are left alone.
  if (/\bclass\b/.test(source) || /[=(,:[!&|?{};\n]\s*\/[^/*=\s]/.test(source)) return null;
  const tokens = (source.match(tokenPattern) ?? []).filter((t) => !t.startsWith('//') && !t.startsWith('/*'));
  const declared = declaredNames(tokens);
  for (let i = 0; i < tokens.length; i++) {
    const name = tokens[i]!;
    if (!identifier.test(name) || keywords.has(name) || declared.has(name)) continue;
    const before = tokens[i - 1] ?? '';
    if (before === '.' || before === '?.') continue;
    const end = endOfChain(tokens, i);
    if (end > i && mayBeField(tokens[end] === ']' ? '' : tokens[end]!)) continue;
    const prefix = before === '++' || before === '--';
    const ownLine = prefix && identifier.test(tokens[i - 2] ?? '') && !keywords.has(tokens[i - 2]!);
    if ((prefix && !ownLine) || assigning.has(tokens[end + 1] ?? '')) return tokens.slice(i, end + 1).join('');
  }
  return null;
}

/** The index of the last token of `a.b[c].d` that begins at `i`. */
function endOfChain(tokens: readonly string[], i: number): number {
  let end = i;
  for (;;) {
    if (tokens[end + 1] === '.' && identifier.test(tokens[end + 2] ?? '')) end += 2;
    else if (tokens[end + 1] === '[') end = closing(tokens, end + 1);
    else return end;
  }
}

/** The index of the bracket that closes the one at `i`. */
function closing(tokens: readonly string[], i: number): number {
  let depth = 0;
  for (let j = i; j < tokens.length; j++) {
    if ('([{'.includes(tokens[j]!)) depth++;
    else if (')]}'.includes(tokens[j]!) && --depth === 0) return j;
  }
  return tokens.length - 1;
}

/** Every name the source declares anywhere: variables, parameters, functions. */
function declaredNames(tokens: readonly string[]): Set<string> {
  const names = new Set<string>();
  const addAll = (from: number, to: number): void => {
    for (let i = from; i < to; i++) if (identifier.test(tokens[i]!)) names.add(tokens[i]!);
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (declaring.has(token)) addVariables(tokens, i + 1, names);
    else if (token === 'function') addAll(i + 1, tokens.indexOf('(', i));
    else if (token === '=>' && identifier.test(tokens[i - 1]!)) names.add(tokens[i - 1]!);
    else if (token === '(' && !notFunctions.has(tokens[i - 1] ?? '')) {
      const end = closing(tokens, i);
      if (tokens[end + 1] === '=>' || tokens[end + 1] === '{') addAll(i + 1, end);
    }
  }
  return names;
}

/** The names of one `let`, `const` or `var`, whose patterns begin at `i`. */
function addVariables(tokens: readonly string[], i: number, names: Set<string>): void {
  let at = i;
  for (;;) {
    if ('[{'.includes(tokens[at] ?? ' ')) {
      const end = closing(tokens, at);
      for (; at < end; at++) if (identifier.test(tokens[at]!)) names.add(tokens[at]!);
      at++;
    } else if (identifier.test(tokens[at] ?? '')) names.add(tokens[at++]!);
    if (tokens[at] === '=') at = endOfValue(tokens, at + 1);
    if (tokens[at] !== ',') return;
    at++;
  }
}

/** The index after an initial value: the comma, semicolon or bracket that ends it. */
function endOfValue(tokens: readonly string[], i: number): number {
  let at = i;
  while (at < tokens.length && !',;)]}'.includes(tokens[at]!))
    at = '([{'.includes(tokens[at]!) ? closing(tokens, at) + 1 : at + 1;
  return at;
}
