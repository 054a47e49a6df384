// The answer's side of the conversation. This function is turned into text and run in a realm of
// its own, together with the answer, so it uses nothing from outside itself. What an answer does to
// this realm (patches Map.prototype, say) changes its own replies and nothing else.
import type { Ask, Foreseen, Offer, Reply, Value } from './protocol.js';

type Realm = Record<string, unknown>;

/**
 * Runs an answer's module and makes the function that answers questions about it.
 * @param code the answer as a CommonJS module
 * @param offerText what it may do, as JSON
 * @returns takes an Ask as JSON and gives as JSON the replies to it and to those that may follow, as far as
 *   can be foreseen; or the text of what was wrong with the module
 */
export function driver(code: string, offerText: string): ((question: string) => string) | string {
  const { steps: offered, functions } = JSON.parse(offerText) as Offer;
  const steps = Object.keys(offered);
  const mostForeseen = 40;
  const { parse, stringify } = JSON;
  const realm = globalThis as unknown as Realm;
  const forbid = (what: string, why: string) => () => {
    throw new Error(`uses ${what}: ${why}`);
  };
  const sameEachTime = 'an answer must do the same each time its steps return the same';
  const noTime = forbid('Date', sameEachTime);
  realm.Date = new Proxy(class {}, { construct: noTime, get: noTime, apply: noTime });
  Math.random = forbid('Math.random', sameEachTime);
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics', 'WeakRef', 'FinalizationRegistry'])
    delete realm[name];
  const silent = (): void => {};
  realm.console = { log: silent, info: silent, warn: silent, error: silent, table: silent, debug: silent };

  const describe = (error: unknown): string => {
    try {
      const { name, message } = error as Error;
      return typeof message === 'string'
        ? `${name === 'Error' ? '' : `${name}: `}${message}`
        : `threw ${String(error)}`;
    } catch {
      return 'threw something that cannot be read';
    }
  };

  const required = (from: unknown) => {
    if (from !== 'pinlab')
      throw new Error(`imports '${String(from)}': an answer stands alone; only types, from 'pinlab', may be imported`);
    return new Proxy(
      {},
      {
        get: (_, member) =>
          member === '__esModule'
            ? true
            : forbid(`${String(member)} of pinlab`, 'an answer has the steps of its exercise, k.…, and nothing else'),
      },
    );
  };

  const module = { exports: {} as Record<string, unknown> };
  // A notebook's cell cannot export; what it declares at its top level will do.
  const declared = functions
    .map((name) => `;if (typeof ${name} !== 'undefined') exports.${name} ??= ${name};`)
    .join('');
  try {
    new Function('module', 'exports', 'require', `${code}\n${declared}`)(module, module.exports, required);
  } catch (error) {
    return describe(error);
  }
  for (const name of functions) {
    const value = module.exports[name];
    if (value === undefined) return `declares no ${name}; write function* ${name}(k, …) { … }`;
    if (typeof value !== 'function')
      return `declares ${name}, which is no function; write function* ${name}(k, …) { … }`;
  }

  /** What stands for a record in the answer: it can be compared and handed on, and has nothing to read. */
  const records = new Map<string, object>();
  const names = new WeakMap<object, string>();
  const recordOf = (name: string): object => {
    const known = records.get(name);
    if (known !== undefined) return known;
    const blind = (what: string, member: string | symbol): never => {
      throw new Error(`${what} ${name}.${String(member)}: the machine is seen and changed by steps alone, yield* k.…`);
    };
    const isName = (member: string | symbol) => member === Symbol.toPrimitive || member === 'toString';
    const record = new Proxy(Object.create(null), {
      get: (_, member) => (isName(member) ? () => name : blind('reads', member)),
      has: (_, member) => blind('reads', member),
      set: (_, member) => blind('changes', member),
      deleteProperty: (_, member) => blind('changes', member),
      defineProperty: (_, member) => blind('changes', member),
    });
    records.set(name, record);
    names.set(record, name);
    return record;
  };
  const inward = (value: unknown): unknown =>
    typeof value === 'object' && value !== null ? recordOf((value as { record: string }).record) : value;
  const outward = (value: unknown): unknown => {
    if (value === undefined || value === null) return null;
    if (typeof value === 'object') {
      const name = names.get(value);
      if (name !== undefined) return { record: name };
    } else if (typeof value !== 'function' && typeof value !== 'symbol' && typeof value !== 'bigint') return value;
    throw new Error(
      `hands on ${typeof value === 'object' ? 'an object' : `a ${typeof value}`}: steps take, and operations return, plain values and the machine’s records`,
    );
  };

  /** One run of a function from its start: the kernel object, and what became of the steps it made. */
  const begin = () => {
    const state = { made: 0, taken: 0, last: '', retry: null as object | null };
    const kernel: Record<string, unknown> = Object.create(null);
    for (const step of steps)
      kernel[step] = (...args: unknown[]) => {
        state.made++;
        state.last = step;
        return (function* (): Generator<unknown, unknown, unknown> {
          state.taken++;
          return yield { step, args };
        })();
      };
    kernel.retry = () => {
      state.retry = Object.create(null);
      return state.retry;
    };
    const k = new Proxy(kernel, {
      get: (target, member) => {
        if (typeof member === 'string' && Object.hasOwn(target, member)) return target[member];
        if (member === 'step' || member === 'wait' || member === 'choose' || member === 'find')
          throw new Error(
            `uses k.${member}: an answer is made of the exercise’s own steps: ${steps.join(', ')}, retry`,
          );
        throw new Error(`uses k.${String(member)}, which there is not; the steps are ${steps.join(', ')}, retry`);
      },
      set: (_, member) => {
        throw new Error(`sets k.${String(member)}: the steps are what they are`);
      },
    });
    return { k, state };
  };

  const isRequest = (value: unknown): value is { step: string; args: unknown[] } =>
    typeof value === 'object' && value !== null && typeof (value as { step: unknown }).step === 'string';

  const next = ({ name, args, results }: Ask): Reply => {
    const { k, state } = begin();
    const operation = (module.exports[name] as (...all: unknown[]) => unknown)(k, ...args.map(inward));
    if (
      typeof (operation as Iterator<unknown> | null)?.next !== 'function' ||
      Symbol.asyncIterator in (operation as object)
    )
      throw new Error(`${name} is no generator function: write function* ${name}, without async`);
    const running = operation as Iterator<unknown, unknown>;
    let at = running.next();
    for (const result of results) {
      if (at.done === true) throw new Error(`ends earlier than before: ${sameEachTime}`);
      at = running.next(inward(result));
    }
    if (state.made !== state.taken)
      throw new Error(`calls k.${state.last} without waiting for it: write yield* k.${state.last}(…)`);
    if (at.done === true) {
      if (state.retry === null) return { kind: 'return', value: outward(at.value) as never };
      if (at.value === state.retry) return { kind: 'retry' };
      throw new Error(
        `calls k.retry() and goes on: it starts ${name} over, so write return k.retry() in ${name} itself`,
      );
    }
    if (state.retry !== null)
      throw new Error(
        `calls k.retry() and goes on: it starts ${name} over, so write return k.retry() in ${name} itself`,
      );
    if (!isRequest(at.value))
      throw new Error('yields something that is no step: write yield* (with the star) before each k.…');
    return { kind: 'step', step: at.value.step, args: at.value.args.map(outward) as never };
  };

  const replyTo = (question: Ask): Reply => {
    try {
      return next(question);
    } catch (error) {
      return { kind: 'broken', why: describe(error) };
    }
  };

  return (text) => {
    const question = parse(text) as Ask;
    const waiting: (readonly Value[])[] = [question.results];
    const replies: Foreseen[] = [];
    const most = question.alone ? 1 : mostForeseen;
    while (waiting.length > 0 && replies.length < most) {
      const results = waiting.shift()!;
      const reply = replyTo({ ...question, results });
      replies.push([results, reply]);
      if (reply.kind !== 'step') continue;
      for (const result of (Object.hasOwn(offered, reply.step) && offered[reply.step]) || [])
        waiting.push([...results, result]);
    }
    return stringify(replies);
  };
}
