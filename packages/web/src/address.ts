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

/** The address with other values of its query; an empty one goes. */
export function linkWith(changes: Readonly<Record<string, string>>): string {
  const { path, query } = readAddress();
  for (const [name, value] of Object.entries(changes)) {
    if (value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return `#/${path.join("/")}${text && `?${text}`}`;
}

/** Changes the query in place: a filter that is typed is no step of the history. */
export function setQuery(changes: Readonly<Record<string, string>>): void {
  history.replaceState(null, "", linkWith(changes));
  dispatchEvent(new HashChangeEvent("hashchange"));
}
