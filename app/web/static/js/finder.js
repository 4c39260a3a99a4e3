// The finder: the search as the page's address says it, the list, and the map beside it.

import { geocode, thirdPlaces } from "./api.js";
import { makeCard } from "./cards.js";
import { combobox } from "./combobox.js";
import { locate } from "./locate.js";
import { drawMap, fit, FRANCE, say } from "./page_map.js";
import { linkList, Pins } from "./pins.js";
import { Places } from "./places.js";
import { readState, stateUrl } from "./state.js";
import { counted, equipmentLabels, text } from "./texts.js";

const PAGE = 20;
const IN_VIEW = 8;
const AT_LEAST = 2;
const REACH_METRES = 60000;
const FAR_METRES = 100000;
const LEAP = 3;
const byId = (id) => document.getElementById(id);

const page = byId("finder");
const form = byId("search");
const input = byId("q");
const results = byId("results");
const cards = byId("cards");
const more = byId("more");
const template = byId("card-template");
const note = byId("search-note");
const urlPattern = results.dataset.placeUrl;

let state = readState();
let origin = originOfPage();
let cursor = results.dataset.cursor ?? null;
let pending = null;
let retry = () => search();
let map = null;
let pins = null;
let places = null;

function originOfPage() {
  const { originLat, originLon, originLabel } = results.dataset;
  if (originLat === undefined) return null;
  return { latitude: Number(originLat), longitude: Number(originLon), label: originLabel };
}

// --- the search ---------------------------------------------------------------------------------

function go(changes) {
  state = { ...state, ...changes };
  history.pushState(null, "", stateUrl(state));
  search();
}

/** Answer the state of the page: find where it starts, read the first page, draw everything. */
async function search() {
  retry = search;
  const signal = begin();
  try {
    origin = await findOrigin(signal);
    showList(await listPlaces(signal));
    showMap();
  } catch (error) {
    // The old list would answer another question than the one in the box.
    if (fail(error)) results.classList.add("is-away");
  } finally {
    end(signal);
  }
}

/** The first page; a text that the API cannot look for (punctuation alone) finds nothing, as on the server. */
async function listPlaces(signal) {
  try {
    return await thirdPlaces(listParameters(), signal);
  } catch (error) {
    if (error.status !== 400) throw error;
    return { features: [], numberMatched: 0, numberReturned: 0, links: [] };
  }
}

async function findOrigin(signal) {
  if (state.lat !== null) return { latitude: state.lat, longitude: state.lon, label: state.label ?? "" };
  if (!state.q || state.mode === "text") return null;
  return (await geocode(state.q, 5, signal))[0] ?? null;
}

function searchedText() {
  return origin ? null : state.q;
}

function filters() {
  const parameters = new URLSearchParams();
  for (const code of state.equipment) parameters.append("equipment", code);
  if (searchedText()) parameters.set("q", searchedText());
  return parameters;
}

function listParameters() {
  const parameters = filters();
  if (origin) {
    parameters.set("lat", origin.latitude);
    parameters.set("lon", origin.longitude);
  }
  parameters.set("limit", PAGE);
  return parameters;
}

async function showMore(event) {
  event.preventDefault();
  retry = () => more.click();
  const parameters = listParameters();
  parameters.set("cursor", cursor);
  const signal = begin();
  try {
    const found = await thirdPlaces(parameters, signal);
    const first = append(found);
    showMap({ move: false });
    first?.querySelector("a").focus();
    byId("results-count").textContent = `${countText(found)} ${text("listed", { count: cards.children.length })}`;
  } catch (error) {
    fail(error);
  } finally {
    end(signal);
  }
}

function begin() {
  pending?.abort();
  pending = new AbortController();
  results.setAttribute("aria-busy", "true");
  byId("failure").hidden = true;
  results.classList.remove("is-away");
  return pending.signal;
}

function end(signal) {
  if (!signal.aborted) results.removeAttribute("aria-busy");
}

/** Say what failed, and return whether there was something to say. */
function fail(error) {
  if (error.name === "AbortError") return false;
  byId("failure-reason").textContent = error.reason ?? text("failedAway");
  byId("failure").hidden = false;
  return true;
}

// --- the list -----------------------------------------------------------------------------------

function showList(found) {
  cards.replaceChildren();
  append(found);
  byId("results-title").textContent = title();
  document.title = `${title()} – Proxilieux`;
  byId("results-count").textContent = countText(found);
  byId("empty").hidden = found.numberReturned > 0;
  byId("far-note").hidden = !(found.features[0]?.properties.distance_m > FAR_METRES);
  showFilters();
  byId("alternatives")?.remove();
  byId("text-instead")?.remove();
}

function append(found) {
  const isNumbered = Boolean(origin || searchedText());
  const next = cards.children.length + 1;
  const made = found.features.map((feature, index) =>
    makeCard(template, feature, { rank: isNumbered ? next + index : null, urlPattern }),
  );
  cards.append(...made);
  cursor = nextCursor(found);
  more.hidden = cursor === null;
  more.href = "#";
  return made[0];
}

function showFilters() {
  const labels = state.equipment.map((code) => equipmentLabels[code] ?? code);
  byId("results-filters").textContent = labels.length ? text("withEquipment", { equipment: labels.join(", ") }) : "";
  byId("results-filters").hidden = labels.length === 0;
}

function nextCursor(found) {
  const next = found.links.find((link) => link.rel === "next");
  return next ? new URL(next.href).searchParams.get("cursor") : null;
}

function title() {
  if (origin) return text("around", { label: origin.label });
  if (searchedText()) return text("matchingText", { text: searchedText() });
  return text("everywhere");
}

function countText(found) {
  const count = counted("places", found.numberMatched);
  return origin && found.numberMatched ? `${count}, ${text("nearestFirst")}` : count;
}

// --- the map ------------------------------------------------------------------------------------

async function startMap() {
  const drawn = await drawMap(results, byId("map-note"));
  if (!drawn) return;
  map = drawn.map;
  pins = new Pins(map, drawn.pins, { onSelect: select });
  places = new Places(map, drawn.places, {
    url: results.dataset.placesUrl,
    urlPattern,
    onFailure: (message) => message && say(byId("map-note"), message),
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
  showMap();
}

function showMap({ move = true } = {}) {
  if (!map) return;
  const start = origin && [origin.latitude, origin.longitude];
  pins.show(cards.children, start);
  if (move) moveMap(start);
  const pinned = [...pins.markers.keys()].map((item) => item.dataset.id);
  places.filter(filters(), pinned);
}

function moveMap(start) {
  const positions = start ? nearby(start) : pins.positions();
  if (positions.length) fit(map, positions);
  else map.fitBounds(FRANCE, { animate: false });
}

/** The start and the first places, up to where the next one lies much further (overseas, for example). */
function nearby(start) {
  const found = [L.latLng(start)];
  let reach = REACH_METRES;
  for (const position of pins.positions(IN_VIEW)) {
    const metres = map.distance(start, position);
    if (metres > reach && found.length > AT_LEAST) break;
    reach = Math.max(reach, metres * LEAP);
    found.push(position);
  }
  return found;
}

/** A pin was chosen: show its entry, and lead the keyboard to it. */
function select(item) {
  setView("list");
  item.scrollIntoView({ block: "center" });
  item.querySelector("a").focus({ preventScroll: true });
  pins.light(item);
}

function setView(view) {
  page.dataset.view = view;
  for (const button of document.querySelectorAll(".view-switch button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  if (view !== "map") return;
  document.querySelector(".view-switch").scrollIntoView({ block: "start" });
  if (!map) startMap();
  else requestAnimationFrame(() => moveMap(origin && [origin.latitude, origin.longitude]));
}

// --- what people do -----------------------------------------------------------------------------

function chosenEquipment() {
  return [...form.querySelectorAll("input[name=equipment]:checked")].map((box) => box.value);
}

function showChosen() {
  const count = chosenEquipment().length;
  byId("equipment-count").textContent = count || "";
  byId("equipment-count").hidden = count === 0;
}

function fillForm() {
  input.value = state.label ?? state.q ?? "";
  for (const box of form.querySelectorAll("input[name=equipment]")) box.checked = state.equipment.includes(box.value);
  showChosen();
}

function start({ latitude, longitude, label }) {
  go({ q: null, mode: null, lat: latitude, lon: longitude, label });
}

async function aroundMe() {
  const button = byId("locate");
  button.setAttribute("aria-busy", "true");
  note.textContent = text("locating");
  try {
    const position = await locate();
    note.textContent = position.note;
    input.value = text("myPosition");
    start({ ...position, label: text("myPosition") });
  } catch (error) {
    note.textContent = error.message;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  note.textContent = "";
  const q = input.value.trim() || null;
  const keepsPosition = q !== null && q === state.label;
  go(keepsPosition ? { equipment: chosenEquipment() } : { q, mode: null, lat: null, lon: null, label: null, equipment: chosenEquipment() });
});
form.addEventListener("change", (event) => {
  if (event.target.name !== "equipment") return;
  showChosen();
  go({ equipment: chosenEquipment() });
});
byId("clear-equipment").addEventListener("click", (event) => {
  event.preventDefault();
  go({ equipment: [] });
  fillForm();
});
byId("locate").addEventListener("click", aroundMe);
byId("retry").addEventListener("click", () => retry());
more.addEventListener("click", showMore);
document.querySelector(".view-switch").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) setView(button.dataset.view);
});
window.addEventListener("popstate", () => {
  state = readState();
  fillForm();
  search();
});
combobox(input, byId("q-suggestions"), { suggest: (query, signal) => geocode(query, 7, signal), choose: start });
linkList(cards, () => pins);

// On a phone the map waits until somebody asks for it: neither its places nor its tiles are loaded before.
if (byId("map-panel").offsetParent !== null) startMap();
