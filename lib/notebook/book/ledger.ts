// The ledger as a page of the book: every claim with who made it, what it was taken to mean, what would refute it,
// what it came to and by which searches, and what Linux did then and does now.
//
// The page is made from what was decided when the book was built; nothing of it is typed in.
import { escapeHtml } from './html.js';
import type { Entry } from './page.js';
import type { SearchedPage } from './passages.js';

/** A statement about Linux and where it was read. */
interface LinuxDid {
  readonly says: string;
  readonly source: string;
}

/** One search that a verdict rests on. */
export interface LedgerSearch {
  readonly scenario: string;
  /** What was chosen, in words; empty for the scenario as it is. */
  readonly setting: string;
  readonly found: string;
  /** How much was searched: states, depth, whether to the end. */
  readonly bound: string;
  /** The command that replays what was found; null where nothing was. */
  readonly replay: string | null;
}

/** A claim as the page shows it. */
export interface LedgerClaim {
  readonly id: string;
  readonly person: string;
  readonly date: string;
  readonly kind: string;
  readonly paraphrase: string;
  /** `holds only if …` in full. */
  readonly verdict: string;
  /** How far the verdict reaches: its searches together; empty where nothing computes it. */
  readonly bound: string;
  readonly because: string;
  readonly condition: string;
  readonly falsifier: string;
  readonly searches: readonly LedgerSearch[];
  /** Measured costs, tables, and what else was found on the way; lines of text. */
  readonly details: readonly string[];
  /** One change of the machine under which the verdict becomes another; empty where nothing computes it. */
  readonly teeth: string;
  readonly in2018: LinuxDid;
  readonly today: LinuxDid;
  /** The numbers of the chapters that speak of it. */
  readonly chapters: readonly string[];
  /** Its file below `lib`. */
  readonly source: string;
}

/** Where the page leads to. */
export interface LedgerLinks {
  readonly entries: readonly Entry[];
  /** The page of a file below `lib`. */
  readonly pageOf: (path: string) => string | undefined;
  /** The place of a name that the machine defines. */
  readonly known: ReadonlyMap<string, string>;
}

/** The name of the page's file. */
export const ledgerPage = 'ledger.html';

const link = (to: string | undefined, html: string): string =>
  to === undefined ? html : `<a href="${escapeHtml(to)}">${html}</a>`;

function tableRow({ id, paraphrase, person, verdict }: LedgerClaim): string {
  const cells = [`<a href="#${id}">${id}</a>`, ...[person, paraphrase, verdict].map(escapeHtml)];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function searchItem({ bound, found, replay, scenario, setting }: LedgerSearch, { known }: LedgerLinks): string {
  const name = link(known.get(scenario), `<code>${escapeHtml(scenario)}</code>`);
  const under = setting === '' ? '' : ` (${escapeHtml(setting)})`;
  const again = replay === null ? '' : `<br><code>${escapeHtml(replay)}</code>`;
  return `<li>${name}${under}: ${escapeHtml(found)}; ${escapeHtml(bound)}${again}</li>`;
}

function searchesOf({ id, searches }: LedgerClaim, links: LedgerLinks): string {
  if (searches.length === 0) return '';
  const many = `${searches.length} ${searches.length === 1 ? 'search' : 'searches'}`;
  const items = searches.map((each) => searchItem(each, links)).join('\n');
  return `<details class="searches"><summary>${many} decide ${id}</summary><ul>\n${items}\n</ul></details>`;
}

const did = ({ says, source }: LinuxDid): string => `${escapeHtml(says)} <small>(${escapeHtml(source)})</small>`;

function section(claim: LedgerClaim, links: LedgerLinks): string {
  const { because, chapters, condition, date, details, falsifier, id, in2018, kind, paraphrase, person } = claim;
  const spoken = links.entries.filter(({ page }) => chapters.some((chapter) => page.startsWith(chapter)));
  const fields: [string, string][] = [
    ['verdict', `<strong>${escapeHtml(claim.verdict)}</strong>`],
    ['bound', escapeHtml(claim.bound)],
    ['because', escapeHtml(because)],
    ['taken to mean', escapeHtml(condition)],
    ['refuted by', escapeHtml(falsifier)],
    ['Linux 2018', did(in2018)],
    ['Linux today', did(claim.today)],
    ['teeth', escapeHtml(claim.teeth)],
    ['chapters', spoken.map(({ page, title }) => link(page, escapeHtml(title))).join(', ')],
    ['decided in', link(links.pageOf(claim.source), `<code>lib/${escapeHtml(claim.source)}</code>`)],
  ];
  const list = fields.filter(([, html]) => html !== '').map(([name, html]) => `<dt>${name}</dt><dd>${html}</dd>`);
  const more =
    details.length === 0
      ? ''
      : `<pre class="output table" tabindex="0" role="group" aria-label="What was found on the way to ${id}">${escapeHtml(details.join('\n'))}</pre>`;
  return `<section class="claim"><h2 id="${id}">${id} · ${escapeHtml(paraphrase)}</h2>
<p class="counts">${escapeHtml(person)}, ${escapeHtml(date)}; ${escapeHtml(kind)}</p>
<dl>${list.join('\n')}</dl>
${more}
${searchesOf(claim, links)}</section>`;
}

/** The page's main part. */
export function ledgerMain(claims: readonly LedgerClaim[], links: LedgerLinks): string {
  const head = ['claim', 'who', 'in our words', 'verdict'].map((name) => `<th scope="col">${name}</th>`).join('');
  return `<article class="ledger"><h1>The ledger</h1>
<p>Every claim of the thread, as it was decided when this book was built; <code>npx pinlab claims</code> decides them anew. A verdict is as wide as its searches: their pages, tasks and devices.</p>
<table><thead><tr>${head}</tr></thead><tbody>
${claims.map(tableRow).join('\n')}
</tbody></table>
${claims.map((claim) => section(claim, links)).join('\n')}</article>`;
}

/** What the search finds on the page. */
export function ledgerSearched(claims: readonly LedgerClaim[]): SearchedPage {
  const sections = claims.map(({ because, condition, falsifier, id, paraphrase, verdict }) => ({
    id,
    heading: `${id} · ${paraphrase}`,
    text: [verdict, because, condition, falsifier],
  }));
  return { page: ledgerPage, title: 'The ledger', sections };
}

/** The end of a chapter's page: its claims in the ledger. */
export function claimLinks(claims: readonly LedgerClaim[], page: string): string {
  const mine = claims.filter(({ chapters }) => chapters.some((chapter) => page.startsWith(chapter)));
  if (mine.length === 0) return '';
  const links = mine.map(({ id }) => `<a href="${ledgerPage}#${id}">${id}</a>`).join(', ');
  return `<aside class="ran" aria-label="Claims"><h2>Its claims in the ledger</h2>\n<p>${links}.</p></aside>\n`;
}
