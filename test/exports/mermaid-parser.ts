// Mermaid's own parser, which wants a browser's document to clean titles with.
import { parseHTML } from 'linkedom';

const { window } = parseHTML('<!doctype html><html><body></body></html>');
Object.assign(globalThis, { window, document: window.document });
const { default: library } = await import('mermaid');

/** @throws what Mermaid has against a sequence diagram's text */
export async function parseSequence(text: string): Promise<void> {
  const { diagramType } = await library.parse(text);
  if (diagramType !== 'sequence') throw new Error(`Mermaid took it for a ${diagramType}`);
}
