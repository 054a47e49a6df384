// Contents are tokens: 0 is what the file held at the start, 1 to 4 name writers.

/** Bits of a token. */
export const tokenBits = 3;

/** Bits of a set of writers' tokens. */
export const maskBits = 4;

/** The bit of a token in a set; 0, the initial content, is in none. */
export const maskOf = (token: number): number => (token === 0 ? 0 : 1 << (token - 1));
