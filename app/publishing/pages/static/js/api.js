// Calls to our own API, with a time limit and with reasons that people understand.

import { text } from "./texts.js";

const LIMIT_MS = 15000;
/** The path that the service has at its host, without a slash at its end: a proxy may serve it under one. */
export const ROOT = new URL("../../..", import.meta.url).pathname.replace(/\/$/, "");

export class ApiError extends Error {
  /** `reason` is a sentence in the page's language. */
  constructor(reason, status = 0) {
    super(reason);
    this.reason = reason;
    this.status = status;
  }
}

/** Read JSON from one of our addresses; an abort of the caller's comes through as an AbortError. */
export function readJson(url, signal) {
  return read(url, signal, "application/geo+json, application/json", (response) => response.json());
}

/** Read a part of a page from one of our addresses; as `readJson`. */
export function readText(url, signal) {
  return read(url, signal, "text/html", (response) => response.text());
}

async function read(url, signal, accept, take) {
  const limit = AbortSignal.timeout(LIMIT_MS);
  let response;
  try {
    response = await fetch(url, {
      signal: signal ? either(signal, limit) : limit,
      headers: { Accept: accept },
    });
    if (!response.ok) throw new ApiError(text("failedAway"), response.status);
    return await take(response);
  } catch (error) {
    if (signal?.aborted) throw new DOMException("", "AbortError");
    if (error instanceof ApiError) throw error;
    if (limit.aborted) throw new ApiError(text("failedSlow"));
    throw new ApiError(text(navigator.onLine === false ? "failedOffline" : "failedAway"));
  }
}

function either(...signals) {
  if (AbortSignal.any) return AbortSignal.any(signals);
  const controller = new AbortController();
  for (const signal of signals) signal.addEventListener("abort", () => controller.abort(signal.reason));
  return controller.signal;
}

/** Towns that a text may name: `{label, context, latitude, longitude}`, the likeliest first. */
export async function geocode(query, limit, signal) {
  const found = await readJson(`${ROOT}/api/v1/geocode?${new URLSearchParams({ q: query, limit })}`, signal);
  return found.features.map(({ geometry, properties }) => ({
    label:
      properties.postcode && !properties.label.includes(properties.postcode)
        ? `${properties.label} (${properties.postcode})`
        : properties.label,
    context: properties.context ?? "",
    // What stands for a whole commune is where nobody is: distances from there are rough.
    precision: properties.type === "municipality" ? "commune_centroid" : null,
    longitude: round(geometry.coordinates[0]),
    latitude: round(geometry.coordinates[1]),
  }));
}

/** Organisations of a name or a number, open ones: `{id, label, context}`. */
export async function organisations(query, limit, signal) {
  const digits = query.replace(/[\s.-]/g, "");
  const asked = /^\d{14}$/.test(digits) ? { siret: digits } : { q: query };
  const found = await readJson(`${ROOT}/api/v1/organisations?${new URLSearchParams({ ...asked, limit })}`, signal);
  return found.features.map(({ id, properties }) => ({
    id,
    label: properties.trade_name || properties.name,
    context: [properties.postcode, properties.city || properties.commune].filter(Boolean).join(" "),
  }));
}

const TYPES = {
  town: null,
  territory: "suggestTerritory",
  equipment: "suggestEquipment",
  kind: "suggestKind",
  place: "suggestPlace",
};

/**
 * What a text may be going to ask for: `{label, context, q, id, latitude, longitude, precision}`. A start has a position, a
 * search `q`, and a place `id`.
 */
export async function suggest(query, limit, signal) {
  const found = await readJson(`${ROOT}/api/v1/understand?${new URLSearchParams({ q: query, limit })}`, signal);
  return found.suggestions.map(({ type, label, context, q, id, lat, lon, precision }) => ({
    label,
    context: [TYPES[type] && text(TYPES[type]), type === "territory" ? "" : context].filter(Boolean).join(" · "),
    q,
    id,
    precision,
    latitude: lat === null ? null : round(lat),
    longitude: lon === null ? null : round(lon),
  }));
}

function round(degrees) {
  return Math.round(degrees * 1e5) / 1e5;
}
