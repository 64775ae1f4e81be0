/** @file Every error that a user can meet: where, the rule with the values received, and what to do. */

export interface ErrorParts {
  /** The call, layer, file or argument at fault, as the user would name it. */
  readonly where: string;
  /** The rule, with the values received. */
  readonly rule: string;
  /** What to do; left out where the rule already says it. */
  readonly fix?: string;
  readonly cause?: unknown;
}

/** The base of all errors that Glissade throws on purpose; `code` is stable, the sentence is not. */
export class GlissadeError extends Error {
  readonly code: string = "GLISSADE";
  readonly where: string;
  readonly rule: string;
  readonly fix: string | undefined;

  constructor({ where, rule, fix, cause }: ErrorParts) {
    super(`${where}: ${rule}.${fix ? ` ${fix}.` : ""}`, { cause });
    this.name = new.target.name;
    this.where = where;
    this.rule = rule;
    this.fix = fix;
  }
}

/** Shapes, axes or sizes that do not fit. */
export class ShapeError extends GlissadeError {
  override readonly code = "SHAPE";
}

/** An element type that an operation does not take. */
export class DtypeError extends GlissadeError {
  override readonly code = "DTYPE";
}

/** An option or argument outside its range. */
export class ArgumentError extends GlissadeError {
  override readonly code = "ARGUMENT";
}

/** A derivative that does not exist or is not defined. */
export class GradError extends GlissadeError {
  override readonly code = "GRAD";
}

/** Equations that do not determine what they are solved for. */
export class RankError extends GlissadeError {
  override readonly code = "RANK";
}

/** A graph that ONNX or ONNX Runtime refuses. */
export class EmitError extends GlissadeError {
  override readonly code = "EMIT";
}

/** An execution provider that is missing or failed. */
export class ProviderError extends GlissadeError {
  override readonly code = "PROVIDER";
}

/** A file or data set that is missing, truncated or not what it should be. */
export class DataError extends GlissadeError {
  override readonly code = "DATA";
}

/** What a function says of an argument that is no tensor. */
export const notTensor = (where: string, got?: string): ArgumentError =>
  new ArgumentError({
    where,
    rule: `needs a tensor${got === undefined ? "" : `, got ${got}`}`,
    fix: "Wrap numbers and arrays with tensor()",
  });

/** Runs a function and puts a place in front of the errors it throws: the layer around the operation. */
export function within<Result>(place: string, fn: () => Result): Result {
  try {
    return fn();
  } catch (error) {
    if (!(error instanceof GlissadeError)) throw error;
    const SameError = error.constructor as typeof GlissadeError;
    const { where, rule, fix, cause } = error;
    throw new SameError({ where: `${place}: ${where}`, rule, fix, cause });
  }
}
