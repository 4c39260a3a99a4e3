// What the finder says while it fetches, and when it cannot: where somebody looks, and to screen readers.

import { text } from "./texts.js";

const SLOW_MS = 300;
const byId = (id) => document.getElementById(id);

let pending = null;

/** Begin to fetch, instead of whatever was fetched before; returns the signal that ends it. */
export function begin() {
  pending?.abort();
  pending = new AbortController();
  const { signal } = pending;
  byId("results").setAttribute("aria-busy", "true");
  byId("failure").hidden = true;
  byId("loading").before(byId("failure"));
  byId("results").classList.remove("is-away");
  setTimeout(() => {
    if (signal.aborted || pending?.signal !== signal) return;
    byId("loading").hidden = false;
    byId("announce").textContent = byId("loading").textContent;
  }, SLOW_MS);
  return signal;
}

export function end(signal) {
  if (signal.aborted) return;
  pending = null;
  byId("loading").hidden = true;
  byId("results").removeAttribute("aria-busy");
}

/** Say what failed, before `place` where it is given, and return whether there was something to say. */
export function fail(error, place = whereSomebodyLooks()) {
  if (error.name === "AbortError") return false;
  byId("failure-reason").textContent = error.reason ?? text("failedAway");
  place.before(byId("failure"));
  byId("failure").hidden = false;
  return true;
}

/** A filter's open panel hides what stands above the list. */
function whereSomebodyLooks() {
  return document.querySelector(".filter[open] .filter-buttons") ?? byId("loading");
}

/** Whether the map has the screen and the list is a sheet over it, as on a phone. */
export function isMapAlone() {
  return byId("finder").dataset.view === "map" && window.matchMedia("(max-width: 60rem)").matches;
}

/** Say to screen readers what an answer is. */
export function tell({ dataset: { title, count, total } }) {
  byId("announce").textContent = total === "0" ? text("nothingFound") : `${text("labelled", { label: title, value: count })}.`;
}
