// Does --check see every way in which committed outputs can be wrong, and nothing else?
import { compareNotebooks, describeDifference } from 'pinlab/notebook/comparison';
import { notebookText, readNotebook } from 'pinlab/notebook/notebook-file';
import type { Output } from 'pinlab/notebook/output';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { notebook, temporaryFolder, write } from './support.js';

const stream = (text: string): Output => ({ output_type: 'stream', name: 'stdout', text });
const shown = (data: Record<string, unknown>): Output => ({ output_type: 'display_data', data, metadata: {} });

function differences(committed: Output[][], fresh: Output[][]): string[] {
  const made = (outputs: Output[][]) => {
    const book = notebook(outputs.map(() => '1'));
    for (const [index, cell] of book.cells.entries()) cell.outputs = outputs[index]!;
    return book;
  };
  return compareNotebooks(made(committed), made(fresh)).map(describeDifference);
}

test('are equal outputs equal, however they are cut into pieces and ordered in keys?', () => {
  const a = [stream('one\n'), stream('two\n'), shown({ 'text/plain': 'x', 'application/json': { a: 1, b: [2] } })];
  const b = [stream('one\ntwo\n'), shown({ 'application/json': { b: [2], a: 1 }, 'text/plain': 'x' })];
  assert.equal(differences([a], [b]), []);
});

test('is an edited output told with its mime type and first differing line?', () => {
  const told = differences(
    [[stream('1')], [shown({ 'text/plain': 'a\nb' })]],
    [[stream('1')], [shown({ 'text/plain': 'a\nc' })]],
  );
  assert.equal(told, ['cell 2, output 1 (text/plain), line 2: committed "b", now "c"']);
});

test('are two swapped outputs told, within a cell and between cells?', () => {
  const [a, b] = [shown({ 'text/plain': 'a' }), shown({ 'text/plain': 'b' })];
  assert.equal(differences([[a, b]], [[b, a]]), ['cell 1, output 1 (text/plain), line 1: committed "a", now "b"']);
  assert.is(differences([[a], [b]], [[b], [a]]).length, 2);
  assert.is(differences([[stream('x'), a]], [[a, stream('x')]]).length, 1);
});

test('is an output told that is missing, or too many, or one mime type of it?', () => {
  const both = shown({ 'text/plain': 'a', 'text/html': '<b>' });
  assert.equal(differences([[]], [[stream('1')]]), ['cell 1, output 1 (stdout): new, not committed']);
  assert.equal(differences([[stream('1')]], [[]]), ['cell 1, output 1 (stdout): committed, but no longer there']);
  assert.equal(differences([[shown({ 'text/plain': 'a' })]], [[both]]), [
    'cell 1, output 1 (text/html): new, not committed',
  ]);
  assert.equal(differences([[both]], [[shown({ 'text/html': '<b>' })]]), [
    'cell 1, output 1 (text/plain): committed, but no longer there',
  ]);
});

test('is a difference far into a long line still shown?', () => {
  const [line] = differences([[stream(`${'x'.repeat(500)}a`)]], [[stream(`${'x'.repeat(500)}b`)]]);
  assert.match(line!, /committed …"x+a", now …"x+b"$/);
  assert.ok(line!.length < 200);
});

test('does a notebook survive reading and writing, and read alike as strings or lines?', () => {
  const folder = temporaryFolder();
  const book = notebook(['let a = 1\na']);
  book.cells[0]!.outputs = [stream('1\n'), shown({ 'image/svg+xml': '<svg>\n</svg>', 'application/json': ['kept'] })];
  const text = notebookText(book);
  assert.equal(readNotebook(write(folder, 'a.ipynb', text)), book);
  assert.equal(readNotebook(write(folder, 'b.ipynb', book)), book);
  assert.is(notebookText(readNotebook(write(folder, 'c.ipynb', text))), text);
  assert.ok(
    text.startsWith('{\n "cells": [\n  {\n   "cell_type": "code",\n   "execution_count": null,') &&
      text.endsWith('}\n'),
  );
});

test.run();
