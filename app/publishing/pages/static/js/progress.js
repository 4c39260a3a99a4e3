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
    const said = byId("loading").textContent;
    byId("announce").textContent = said;
    byId("map-answer").textContent = said;
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
  byId("map-answer").textContent = "";
  place.before(byId("failure"));
  byId("failure").hidden = false;
  return true;
}

/** A filter's open panel and a phone's map hide what stands above the list; the panel stands above the map too. */
function whereSomebodyLooks() {
  return document.querySelector(".filter[open] .filter-buttons") ?? byId(isMapAlone() ? "map-answer" : "loading");
}

/** Whether the map stands in the list's place, as on a phone. */
export function isMapAlone() {
  return byId("results").offsetParent === null;
}

/** Say what an answer is: to screen readers, and on a map that hides the list. */
export function tell(results) {
  byId("announce").textContent = said(results, text("nothingFound"));
  tellOnMap(results);
}

export function tellOnMap(results) {
  const notes = [...results.querySelectorAll(".results-head .note:not([hidden])")].map((note) => note.textContent);
  byId("map-answer").textContent = [said(results, text("nothingFoundOnMap")), ...notes].join(" ");
}

function said({ dataset: { title, count, total } }, nothing) {
  return total === "0" ? nothing : `${text("labelled", { label: title, value: count })}.`;
}
