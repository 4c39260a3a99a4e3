// The finder in a frame: each search is a page of its own, so that it is the same without scripts.

import { suggest } from "./api.js";
import { placeUrl } from "./cards.js";
import { combobox } from "./combobox.js";
import { FinderMap } from "./finder_map.js";
import { locate } from "./locate.js";
import { linkList } from "./pins.js";
import { text } from "./texts.js";

const WHERE = ["q", "mode", "lat", "lon", "label", "accuracy", "precision", "bbox", "territory", "ignored", "cursor", "rank"];
const byId = (id) => document.getElementById(id);

const results = byId("results");
const note = byId("search-note");
const around = byId("locate");
const map = new FinderMap(document.body, { onSelect: select, onArea: searchArea });

/** Whether another page is on its way; a late position does not lead away from it. */
let isLeaving = false;

/** Ask the same question elsewhere; filters, territory, colours and language stay. */
function goTo(where) {
  const address = new URL(window.location.href);
  for (const name of WHERE) address.searchParams.delete(name);
  for (const [name, value] of Object.entries(where)) address.searchParams.set(name, value);
  address.hash = "";
  isLeaving = true;
  window.location.assign(address);
}

function startAt({ latitude, longitude, label, accuracy, precision }) {
  goTo({ lat: latitude, lon: longitude, label, ...(accuracy && { accuracy }), ...(precision && { precision }) });
}

/** What was suggested is a place with a page of its own, a search, or where to start. */
function take(suggestion) {
  if (suggestion.id) window.open(placeUrl(document.body.dataset.placeUrl, suggestion.id), "_blank", "noopener");
  else if (suggestion.q) goTo({ q: suggestion.q });
  else startAt(suggestion);
}

async function aroundMe() {
  around.setAttribute("aria-busy", "true");
  note.textContent = text("locating");
  try {
    const position = await locate();
    if (!isLeaving) startAt({ ...position, label: text("myPosition") });
    note.textContent = "";
  } catch (error) {
    note.textContent = error.message;
  } finally {
    around.removeAttribute("aria-busy");
  }
}

/** The list of what the map shows: a text that was looked for in names stays, a start does not. */
function searchArea(bbox) {
  const q = new URL(window.location.href).searchParams.get("q");
  goTo(q && results.dataset.originLat === undefined ? { q, mode: "text", bbox } : { bbox });
}

/** A pin was chosen: show its entry, and lead the keyboard to it. */
function select(item) {
  item.scrollIntoView({ block: "nearest" });
  item.querySelector("a").focus({ preventScroll: true });
  map.light(item);
}

combobox(byId("q"), byId("q-suggestions"), {
  suggest: (query, signal) => suggest(query, 7, signal),
  choose: take,
});
linkList(byId("cards"), () => map.pins);
document.querySelector("form.search").addEventListener("submit", () => {
  isLeaving = true;
});
// Who comes back to the page, which the browser has kept, may ask again.
window.addEventListener("pageshow", () => {
  isLeaving = false;
});
around.addEventListener("click", aroundMe);
around.disabled = false;
// A site's frame has to allow it (`allow="geolocation"`), and not every browser tells.
around.hidden = document.featurePolicy?.allowsFeature("geolocation") === false;
map.start(results);
