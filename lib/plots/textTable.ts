// The file's former name.
export { textTable } from './text-table.js';
