// One verdict as a whole process: node verdict-process.js PAGES PINNERS
import { decideGup } from './decide-gup.js';

const [pages, pinners] = process.argv.slice(2).map(Number) as [number, number];
const { harms, stored } = await decideGup(pages, pinners);
process.stdout.write(`${stored} states; ${harms.map(({ id, verdict }) => `${id}: ${verdict}`).join(', ')}\n`);
