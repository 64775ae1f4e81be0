/** @file Globs over paths of leaves: `*` is a part of one segment, `**` any number of segments. */

/** What each wildcard of a glob stands for in a path, in their order; nothing where the glob does not match. */
export const matchGlob = (glob: string, path: string): readonly string[] | undefined =>
  matchSegments(toSegments(glob), toSegments(path));

const toSegments = (path: string): readonly string[] => (path === "" ? [] : path.split("/"));

function matchSegments(
  [first, ...rest]: readonly string[],
  path: readonly string[],
): readonly string[] | undefined {
  if (first === undefined) return path.length === 0 ? [] : undefined;
  if (first === "**") return matchAnyDepth(rest, path);
  const found = path.length > 0 ? matchSegment(first, path[0]!) : undefined;
  const others = found && matchSegments(rest, path.slice(1));
  return others && [...found, ...others];
}

/** As few segments as possible, and then the rest. */
function matchAnyDepth(rest: readonly string[], path: readonly string[]): readonly string[] | undefined {
  for (let depth = 0; depth <= path.length; depth++) {
    const others = matchSegments(rest, path.slice(depth));
    if (others) return [path.slice(0, depth).join("/"), ...others];
  }
  return undefined;
}

const matchSegment = (glob: string, segment: string): readonly string[] | undefined =>
  new RegExp(`^${glob.split("*").map(escapeText).join("(.*)")}$`, "s").exec(segment)?.slice(1);

const escapeText = (text: string): string => text.replace(/[\\^$.|?+()[\]{}]/g, "\\$&");

/** How many wildcards a glob has. */
export const countWildcards = (glob: string): number =>
  toSegments(glob).reduce((sum, each) => sum + (each === "**" ? 1 : each.split("*").length - 1), 0);

/** The path that a glob becomes when its wildcards stand for these. */
export function fillGlob(glob: string, found: readonly string[]): string {
  const values = found.values();
  const next = () => values.next().value ?? "";
  const fill = (segment: string): readonly string[] => {
    if (segment !== "**") return [segment.replaceAll("*", next)];
    const inner = next();
    return inner === "" ? [] : [inner];
  };
  return toSegments(glob).flatMap(fill).join("/");
}
