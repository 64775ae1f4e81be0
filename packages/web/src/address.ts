/** @file The state of the pages, all of it in the part of the address after `#`, so that a link shows the same. */

import { useEffect, useState } from "preact/hooks";

export interface Address {
  /** Such as `["study", "3"]`. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
}

export function readAddress(hash: string = location.hash): Address {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter(Boolean), query: new URLSearchParams(query) };
}

/** The address, now and whenever it changes. */
export function useAddress(): Address {
  const [address, setAddress] = useState(() => readAddress());
  useEffect(() => {
    const follow = () => setAddress(readAddress());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return address;
}

/** A value of the query, or several. */
type Changes = Readonly<Record<string, string | readonly string[]>>;

/** The address with other values of its query; empty ones go. */
export function linkWith(changes: Changes): string {
  const { path, query } = readAddress();
  for (const [name, values] of Object.entries(changes)) {
    query.delete(name);
    for (const value of [values].flat()) if (value !== "") query.append(name, value);
  }
  const text = query.toString();
  return `#/${path.join("/")}${text && `?${text}`}`;
}

/** Changes the query in place: a filter that is typed is no step of the history. */
export function setQuery(changes: Changes): void {
  history.replaceState(null, "", linkWith(changes));
  dispatchEvent(new HashChangeEvent("hashchange"));
}
