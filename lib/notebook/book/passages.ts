// What the book's search finds: the sections of the chapters, as a script beside the pages, because a
// page opened from the file system may not fetch data.
import type { Section } from './markdown.js';

/** The sections of one page. */
export interface SearchedPage {
  page: string;
  title: string;
  sections: readonly Section[];
}

/** The script that holds all passages. */
export function passagesScript(pages: readonly SearchedPage[]): string {
  const passages = pages.flatMap(({ page, sections, title }) =>
    sections.map(({ heading, id, text }) => ({
      chapter: title,
      heading: heading === title ? '' : heading,
      link: heading === title ? page : `${page}#${id}`,
      text: text.join(' ').replaceAll(/\s+/g, ' ').trim(),
    })),
  );
  const numbered = passages.map((passage, id) => ({ id, ...passage }));
  return `window.pinlabPassages = ${JSON.stringify(numbered)};\n`;
}
