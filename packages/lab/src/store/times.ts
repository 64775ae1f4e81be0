/** @file Times as records have them. */

/** ISO 8601 of milliseconds since 1970. */
export const toIso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The same of what may not have happened. */
export const toIsoOrNull = (milliseconds: number | null): string | null =>
  milliseconds === null ? null : toIso(milliseconds);
