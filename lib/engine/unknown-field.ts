// Names that an object does not have. A misspelt field would read as undefined, so that a condition
// on it never holds and a harm that is looked for by it comes out as Never.
import { ModelError } from './model-error.js';

/** Names that languages and tools ask any object for. */
const askedOfAny = new Set([...Object.getOwnPropertyNames(Object.prototype), 'then', 'toJSON']);

/** What to say of an object and a name that it does not have. */
type Why<V> = (object: V, name: string) => string;

/**
 * The end of a prototype chain, reached by names that nothing before it has: they can be neither
 * read nor written. Names before it cost nothing more.
 * @param written what to say where it is written, if that is another thing
 */
export function refusingUnknown<V extends object>(read: Why<V>, written: Why<V> = read): object {
  return new Proxy(Object.prototype, {
    get(target, name, object: V) {
      if (typeof name === 'symbol' || askedOfAny.has(name)) return Reflect.get(target, name, object);
      throw new ModelError(read(object, name));
    },
    set(_target, name, _value, object: V) {
      throw new ModelError(written(object, String(name)));
    },
  });
}
