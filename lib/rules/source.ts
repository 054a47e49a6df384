// Where a statement about Linux comes from.
//
// Nothing here is said without one. What was read names the tree; 6.1.192 and 6.12.117 are Debian's
// source packages, 5.10.13 and what is called a later tree are public copies.

/** How good a source is. */
export type SourceKind =
  /** Read in the source code that `where` names. */
  | 'read'
  /** Seen on a running kernel. */
  | 'observed'
  /** Said by documentation, a commit message or a maintainer. */
  | 'documented'
  /** From memory, or inferred from what was read of other versions. */
  | 'assumed'
  /** No statement about Linux: a choice of this model. */
  | 'choice';

/** The source of one statement. */
export interface Source {
  readonly kind: SourceKind;
  /** Tree, file and function, or the document. */
  readonly where: string;
  /** What it says, in our words. */
  readonly text: string;
}

/** Read in a tree, which is a version or described, in a file and function. */
export const read = (tree: string, place: string, text: string): Source => ({
  kind: 'read',
  where: `${/^\d/.test(tree) ? 'Linux ' : ''}${tree}, ${place}`,
  text,
});

/** Read in both Debian trees; makes the source for each. */
export const readInBoth = (place: string, text: string): { readonly '6.1': Source; readonly '6.12': Source } => ({
  '6.1': read('6.1.192', place, text),
  '6.12': read('6.12.117', place, text),
});

export const observed = (where: string, text: string): Source => ({ kind: 'observed', where, text });
export const documented = (where: string, text: string): Source => ({ kind: 'documented', where, text });
export const assumed = (text: string): Source => ({ kind: 'assumed', where: 'not checked', text });
export const choice = (text: string): Source => ({ kind: 'choice', where: 'this model', text });

/** For versions after the last one that was read. */
export const as612: Source = assumed('as in 6.12.117, which was read');

/** For versions between two that were read and agree. */
export const between: Source = {
  kind: 'assumed',
  where: 'inferred',
  text: 'alike in 6.12.117 and in a public copy of a tree later than 6.18, both read',
};
