/** @file Which requests the dashboard answers: its own host and origin, GET only, and the token where one is asked for. */

import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

export interface Access {
  /** As it was bound. */
  readonly host: string;
  readonly port: number;
  readonly token?: string;
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: number;
  readonly reason: string;
}

export const COOKIE = "glissade_token";

const loopback = ["localhost", "127.0.0.1", "::1"];
const everywhere = ["0.0.0.0", "::"];

export const isLoopback = (host: string): boolean => loopback.includes(host);

/** A host in an address, where IPv6 has brackets. */
export const inAddress = (host: string): string => (host.includes(":") ? `[${host}]` : host);

/**
 * The reason for which a request is refused. A page of another site can send requests here, but not choose their Host
 * and Origin: so none can read the store by a name that it lets point to this machine.
 */
export function refuse(request: IncomingMessage, access: Access): Refusal | undefined {
  const { host = "", origin } = request.headers;
  if (!isOwnHost(host, access)) return { status: 403, reason: "Host: must be the address of this server" };
  if (origin !== undefined && origin !== `http://${host}`)
    return { status: 403, reason: "Origin: must be this server" };
  if (request.method !== "GET") return { status: 405, reason: "Method: must be GET" };
  if (access.token === undefined || hasToken(request, access.token)) return undefined;
  return { status: 401, reason: "Token: is missing or wrong. Open the address that glissade serve printed" };
}

function isOwnHost(host: string, { host: bound, port }: Access): boolean {
  // behind every address of a machine the token alone decides
  if (everywhere.includes(bound)) return true;
  const names = isLoopback(bound) ? loopback : [bound];
  return names.some(
    (name) => host === `${inAddress(name)}:${port}` || (port === 80 && host === inAddress(name)),
  );
}

function hasToken({ headers, url = "" }: IncomingMessage, token: string): boolean {
  const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
  const cookie = (headers.cookie ?? "")
    .split("; ")
    .find((part) => part.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
  return [bearer, cookie, tokenIn(url)].some((given) => given !== undefined && isSame(given, token));
}

/** The token of an address: `/?token=...`. */
export const tokenIn = (url: string): string | undefined =>
  new URLSearchParams(url.split("?")[1] ?? "").get("token") ?? undefined;

/** In the same time whatever the texts are: hashes have one length. */
export function isSame(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return timingSafeEqual(left!, right!);
}
