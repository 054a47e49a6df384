// Colours for a terminal. A pipe or a file gets plain text, on a build server too, unless
// FORCE_COLOR asks for them; NO_COLOR turns them off everywhere.
import pc from 'picocolors';

const { env, stdout } = process;
const wanted = !env.NO_COLOR && (Boolean(env.FORCE_COLOR) || (stdout.isTTY === true && env.TERM !== 'dumb'));

/** Paints text, or leaves it as it is. */
export const colours = pc.createColors(wanted);
