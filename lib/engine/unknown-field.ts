// Names that an object does not have. A misspelt field would read as undefined, so that a condition
// on it never holds and a harm that is looked for by it comes out as Never.
import { ModelError } from './model-error.js';

/** Names that languages and tools ask any object for. */
const askedOfAny = new Set([...Object.getOwnPropertyNames(Object.prototype), 'then', 'toJSON']);

/**
 * The end of a prototype chain, reached by names that nothing before it has: they can be neither
 * read nor written. Names before it cost nothing more.
 * @param why what to say, of the object and the name that it does not have
 */
export function refusingUnknown<V extends object>(why: (object: V, name: string) => string): object {
  return new Proxy(Object.prototype, {
    get(target, name, object: V) {
      if (typeof name === 'symbol' || askedOfAny.has(name)) return Reflect.get(target, name, object);
      throw new ModelError(why(object, name));
    },
    set(_target, name, _value, object: V) {
      throw new ModelError(why(object, String(name)));
    },
  });
}

/**
 * The end of a prototype chain where names that nothing before it has cannot be written.
 * @param why what to say, of the name
 */
export function refusingNew(why: (name: string) => string): object {
  return new Proxy(Object.prototype, {
    set(_target, name) {
      throw new ModelError(why(String(name)));
    },
  });
}
