// Contents are tokens: 0 is what the file held at the start, 1 to 4 name writers, 7 is zeros.

/** Bits of a token. */
export const tokenBits = 3;

/** Bits of a set of writers' tokens. */
export const maskBits = 4;

/** What a hole reads as. */
export const zeroToken = 7;

/** A token, or what else a sector reads as, in an outcome: zeros, which nobody wrote, are a dash. */
export const tokenText = (token: number | string): string => (token === zeroToken ? '-' : String(token));

/** The bit of a token in a set; the initial content and zeros, which nobody wrote, are in none. */
export const maskOf = (token: number): number => (token === 0 || token === zeroToken ? 0 : 1 << (token - 1));
