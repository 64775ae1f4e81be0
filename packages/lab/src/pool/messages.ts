/** @file The messages between the pool and its workers: a task down, then progress and one reply up. */

/** How a task ended, if its process did not. */
export type Reply<Result> =
  | { readonly type: "result"; readonly result: Result }
  | { readonly type: "error"; readonly error: string };

/** All that a worker sends. */
export type Message<Result, Progress> =
  | Reply<Result>
  | { readonly type: "progress"; readonly progress: Progress };
