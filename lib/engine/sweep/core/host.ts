// What a thread's JavaScript does for the search: it runs the model's own code.

/** Takes a task's steps in the present state by running them; each successor is handed back by `push`. */
export declare function run(task: i32): void;

/** Looks at a new state: where it is written which harms are found there, and whether the machine stops. */
export declare function look(row: usize): usize;

/** Tells which harms were found for the first time by this thread, a bit each. */
export declare function found(harms: u32): void;

/** Replaces a row by the one that stands for its class, where things are declared interchangeable. */
export declare function exchange(row: usize): void;
