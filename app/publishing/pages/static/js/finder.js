// The finder: the question as the page's address says it; its answer is written by the server, with or without scripts.

import { readText, suggest } from "./api.js";
import { placeUrl } from "./cards.js";
import { combobox, leaveOnTouch } from "./combobox.js";
import { addressOf, elsewhere, FinderForm, isOwn, isSamePlace, questionOf } from "./finder_form.js";
import { FinderMap } from "./finder_map.js";
import { locate } from "./locate.js";
import { linkList } from "./pins.js";
import { begin, end, fail, isMapAlone, tell } from "./progress.js";
import { comeBackTo, leadTo, readSoFar } from "./reading.js";
import { rememberSearch, showRecent } from "./recent.js";
import { nameShare, share } from "./share.js";
import { Sheet } from "./sheet.js";
import { keepPlaces, showKept } from "./shortlist.js";
import { text } from "./texts.js";

/** Pixels: a window lower than this, as at 200 %, has no room for a page's head and a panel. */
const LOW = 500;
const byId = (id) => document.getElementById(id);

const page = byId("finder");
const form = new FinderForm(byId("search"));
const sheet = new Sheet(page, form.form);
const map = new FinderMap(page, { onSelect: select, onArea: searchArea, onMove: (position) => remember({ map: position }), isSheet: isMapAlone });

let question = asked(byId("results").dataset.originLabel);
let searches = 0;
let retry = () => search();
/** Where a phone's list was left for the map. */
let left = null;

// --- the search ---------------------------------------------------------------------------------

/** The question of the address; a position is called as the page calls it, and ours where this browser has found it. */
function asked(label = null) {
  const found = questionOf();
  const name = history.state?.isOwn ? text("myPosition") : label;
  if (name && found.has("lat") && found.has("label")) found.set("label", name);
  return found;
}

/** Ask another question; the map moves where that is about another place. */
function go(next, { move = !isSamePlace(question, next), focus = false } = {}) {
  keep();
  const address = addressOf(next);
  const isNew = address !== window.location.pathname + window.location.search;
  // A map that does not move is found where it is by who comes back.
  const state = { isOwn: isOwn(next), view: page.dataset.view, map: move ? null : map.position() };
  history[isNew ? "pushState" : "replaceState"](state, "", address);
  question = next;
  form.fill(question);
  lowerSheet();
  return search({ move, focus });
}

/** A phone shows on its map what was found; who is choosing goes on. */
function lowerSheet() {
  if (isMapAlone() && !document.querySelector(".filter[open]")) sheet.lower();
}

/** Fetch the answer to the question, put it in the place of the last one, and draw it on the map. */
async function search({ move = true, focus = false, position = null } = {}) {
  retry = () => search({ move, focus: true, position });
  searches += 1;
  const signal = begin();
  try {
    const found = await fetchResults(question, signal);
    adopt(found);
    // Whoever was in the list is not sent back to the top of the page.
    const isHeld = byId("results").contains(document.activeElement) || byId("failure").contains(document.activeElement);
    byId("results").replaceWith(found);
    left = null;
    afterResults(found);
    noteSearch(found);
    map.show(found, { move, position });
    lowerSheet();
    if (focus || isHeld) leadToAnswer({ preventScroll: !focus });
  } catch (error) {
    // The old list would answer another question than the one in the box.
    if (fail(error)) byId("results").classList.add("is-away");
  } finally {
    end(signal);
  }
}

/** What was written is understood by the server: the question is what it makes of it, and the form shows it. */
function adopt(results) {
  const { question: understood, shown } = results.dataset;
  if (understood !== undefined) {
    question = new URLSearchParams(understood);
    history.replaceState(history.state, "", addressOf(question));
  }
  const isWriting = document.activeElement === form.input && form.input.value.trim() !== form.shown;
  if (!isOwn(question) && !isWriting) form.fill(question, shown);
}

/** Keep a search for the next visit; where a device is, this one or another, is nobody's to keep. */
function noteSearch(results) {
  const isOfDevice = isOwn(question) || question.get("label") === text("sharedPosition");
  if (!question.size || isOfDevice || !Number(results.dataset.total)) return;
  const chips = [...results.querySelectorAll(".filter-chips li")].map(({ dataset }) => dataset.label);
  rememberSearch([results.dataset.documentTitle, ...chips].join(" · "), addressOf(question));
}

function leadToAnswer(options) {
  const shown = isMapAlone() ? document.querySelector("#map-panel .leaflet-container") : byId("results-title");
  shown?.focus(isMapAlone() ? { preventScroll: true } : options);
}

async function fetchResults(asked, signal) {
  const url = new URL(page.dataset.resultsUrl, window.location.href);
  for (const [name, value] of asked) url.searchParams.append(name, value);
  const parsed = new DOMParser().parseFromString(await readText(url, signal), "text/html");
  const results = document.adoptNode(parsed.getElementById("results"));
  enable(results);
  return results;
}

function afterResults(results) {
  document.title = `${results.dataset.documentTitle} – Proxilieux`;
  tell(results);
  form.showAnswer(results);
  showKept(results);
  for (const link of document.querySelectorAll("a[data-language]")) {
    const address = new URL(addressOf(question), window.location.href);
    if (link.dataset.language === "fr") address.searchParams.delete("lang");
    else address.searchParams.set("lang", link.dataset.language);
    link.href = address;
  }
}

/** Add a page to the list, and return its first entry. */
async function append(address, signal) {
  const found = await fetchResults(new URL(address, window.location.href).searchParams, signal);
  const first = found.querySelector(".card");
  const cards = byId("cards");
  cards.append(...found.querySelectorAll(".card"));
  showKept(cards);
  document.querySelector(".more").replaceChildren(...found.querySelectorAll("#more"));
  map.show(byId("results"), { move: false });
  const { count } = byId("results").dataset;
  byId("results-count").textContent = `${count}, ${text("listed", { count: cards.children.length })}`;
  return first;
}

async function showMore(link) {
  retry = () => showMore(link);
  const signal = begin();
  try {
    const first = await append(link.href, signal);
    remember({ more: [...(history.state?.more ?? []), link.href] });
    first?.querySelector("a").focus();
    byId("announce").textContent = byId("results-count").textContent;
  } catch (error) {
    // Said where somebody is reading, who does not see the top of the list.
    fail(error, document.querySelector(".more"));
  } finally {
    end(signal);
  }
}

// --- what the address does not say: how somebody has left the page ----------------------------------

function remember(changes) {
  history.replaceState({ ...history.state, ...changes }, "");
}

function keep() {
  const read = isMapAlone() ? (left?.read ?? null) : readSoFar();
  remember({ read, view: page.dataset.view, map: map.position(), at: document.activeElement?.closest(".card")?.dataset.id ?? null });
}

/** The server cannot know that a position is ours; an address that still calls it somebody's own is mended. */
async function start() {
  const { view, map: position } = history.state ?? {};
  // On a phone the map waits until somebody asks for it: neither its places nor its tiles are loaded before.
  if (byId("map-panel").offsetParent !== null) map.start(byId("results"), position);
  else if (view === "map") setView("map", position);
  if (question.get("label") !== questionOf().get("label")) {
    history.replaceState(history.state, "", addressOf(question) + window.location.hash);
  }
  if (isOwn(question)) {
    form.fill(question);
    await search({ move: false });
  }
  await recall();
}

/** Who comes back finds the list as it was left; a browser that kept the whole page needs none of this. */
async function recall({ more = [], read = null, at = null } = history.state ?? {}) {
  if (read && more.length) {
    const signal = begin();
    try {
      for (const address of more) await append(address, signal);
      byId("announce").textContent = byId("results-count").textContent;
    } catch (error) {
      fail(error);
    } finally {
      end(signal);
    }
  }
  if (read && isMapAlone()) left = { read, y: 0 };
  else if (read) comeBackTo(read);
  if (at && document.activeElement === document.body) leadTo(at);
}

// --- where to look ------------------------------------------------------------------------------

function startAt({ latitude, longitude, label, accuracy = null, precision = null }) {
  byId("search-note").textContent = "";
  const where = { lat: latitude, lon: longitude, label, accuracy, precision };
  return go(elsewhere(question, where), { focus: isMapAlone() });
}

/** What was suggested is a place with a page, a search, or where to start. */
function take(suggestion) {
  if (suggestion.id) window.location.assign(placeUrl(page.dataset.placeUrl, suggestion.id));
  else if (suggestion.q) go(elsewhere(question, { q: suggestion.q }), { focus: isMapAlone() });
  else startAt(suggestion);
}

async function aroundMe() {
  const button = byId("locate");
  const note = byId("search-note");
  button.setAttribute("aria-busy", "true");
  note.textContent = text("locating");
  const before = searches;
  try {
    const position = await locate();
    // Who has looked for something else in the meantime does not want to be led away.
    if (searches === before) await startAt({ ...position, label: text("myPosition") });
    else note.textContent = "";
  } catch (error) {
    note.textContent = error.message;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** The list of what the map shows: a text that was looked for in names stays, a start does not. */
function searchArea(bbox) {
  const { originLat } = byId("results").dataset;
  const name = question.has("q") && originLat === undefined ? { q: question.get("q"), mode: "text" } : {};
  go(elsewhere(question, { ...name, bbox }), { move: false, focus: true });
}

// --- list and map -------------------------------------------------------------------------------

/** A pin was chosen: show its entry, and lead the keyboard to it; where the map stands alone, it says it there. */
function select(item) {
  if (isMapAlone()) {
    map.light(item);
    map.tell(item);
    return;
  }
  item.scrollIntoView({ block: "center" });
  item.querySelector("a").focus({ preventScroll: true });
  map.light(item);
}

/** Let what waits for this script be pressed. */
function enable(part) {
  nameShare(part.querySelector("#copy-link"));
  for (const button of part.querySelectorAll("button[data-needs-script], [data-needs-script] > button")) button.disabled = false;
}

/** Show the list or the map, where there is room for one; `position` is where the map was left. */
function setView(view, position = null) {
  if (view === page.dataset.view) return;
  if (view === "map") left = { read: readSoFar(), y: window.scrollY };
  page.dataset.view = view;
  for (const button of document.querySelectorAll(".view-switch button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  remember({ view });
  if (view === "map") {
    sheet.lower();
    map.appear(byId("results"), position);
    return;
  }
  window.scrollTo({ top: left?.y ?? 0, behavior: "instant" });
  if (left?.read) comeBackTo(left.read);
}

async function shareLink(button) {
  const said = await share(button, { title: document.title, url: window.location.href });
  if (said === text("linkNotCopied")) byId("search-note").textContent = said;
  byId("announce").textContent = said;
}

// --- what people do -----------------------------------------------------------------------------

form.form.addEventListener("submit", (event) => {
  event.preventDefault();
  byId("search-note").textContent = "";
  leaveOnTouch(form.input);
  const panel = event.submitter?.closest("details");
  if (panel) panel.open = false;
  // What a panel hid is shown; the search itself brings the map back to where it looks.
  go(form.sent(question), panel ? { focus: true } : { move: true, focus: isMapAlone() });
});
form.form.addEventListener("change", (event) => {
  if (event.target === form.input) return;
  form.agree(event.target);
  go(form.filtered(question));
});
page.addEventListener("click", (event) => {
  const target = event.target.closest("a, button");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (target.dataset.clear) go(form.clear(question, target.dataset.clear));
  else if ("search" in target.dataset) go(questionOf(target.href), { focus: true });
  else if (target.id === "more") showMore(target);
  else if (target.id === "copy-link") shareLink(target);
  else if (target.id === "print") window.print();
  else return;
  event.preventDefault();
});
byId("locate").addEventListener("click", aroundMe);
enable(document);
byId("retry").addEventListener("click", () => retry());
document.querySelector(".view-switch").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) setView(button.dataset.view);
});
// A filter's panel closes where it was opened.
for (const filter of form.form.querySelectorAll("details")) {
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !filter.open) return;
    filter.open = false;
    filter.querySelector("summary").focus();
  });
  // In a low window the panel would open out of sight.
  filter.addEventListener("toggle", () => {
    if (filter.open && window.innerHeight < LOW) filter.querySelector(".filter-panel").scrollIntoView({ block: "start" });
  });
}
window.addEventListener("popstate", async ({ state }) => {
  question = asked();
  form.fill(question);
  if (byId("map-panel").offsetParent === null || isMapAlone()) setView(state?.view ?? "list", state?.map);
  await search({ position: state?.map ?? null });
  await recall(state ?? {});
});
window.addEventListener("pagehide", keep);
combobox(form.input, byId("q-suggestions"), {
  suggest: (query, signal) => suggest(query, 7, signal),
  choose: take,
});
linkList(byId("contenu"), () => map.pins);

form.showAnswer(byId("results"));
keepPlaces((said) => {
  byId("announce").textContent = said;
});
if (question.size) noteSearch(byId("results"));
else showRecent(form.form);
start();
