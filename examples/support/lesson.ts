/** @file What a lesson gives, and in which form it runs. */

export interface Lesson {
  /** The final numbers, by name in camel case. */
  readonly numbers: Readonly<Record<string, number>>;
  /** What must be true of them, as sentences. */
  readonly holds: Readonly<Record<string, boolean>>;
  /** An SVG. */
  readonly figure: string;
}

/** Whether the lesson runs in full, as `npm run lesson` runs it, or in the short form of the tests. */
export const full = process.env.LESSON === "full";
