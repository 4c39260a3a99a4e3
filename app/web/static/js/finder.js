// The finder: the question as the page's address says it; its answer is written by the server, with or without scripts.

import { geocode, readText } from "./api.js";
import { combobox } from "./combobox.js";
import { addressOf, elsewhere, FinderForm, isOwn, questionOf } from "./finder_form.js";
import { FinderMap } from "./finder_map.js";
import { locate } from "./locate.js";
import { linkList } from "./pins.js";
import { readOn, readSoFar } from "./reading.js";
import { counted, text } from "./texts.js";

const SLOW_MS = 300;
const COPIED_MS = 4000;
const byId = (id) => document.getElementById(id);

const page = byId("finder");
const form = new FinderForm(byId("search"));
const map = new FinderMap(page, { onSelect: select, onArea: searchArea });

let question = asked(byId("results").dataset.originLabel);
let pending = null;
let retry = () => search();

// --- the search ---------------------------------------------------------------------------------

/** The question of the address; a position is called as the page calls it, and ours where this browser has found it. */
function asked(label = null) {
  const found = questionOf();
  const name = history.state?.isOwn ? text("myPosition") : label;
  if (name && found.has("lat") && found.has("label")) found.set("label", name);
  return found;
}

function go(next, options) {
  remember({ read: readSoFar() });
  question = next;
  history.pushState(isOwn(question) ? { isOwn: true } : null, "", addressOf(question));
  form.fill(question);
  return search(options);
}

/** Fetch the answer to the question, put it in the place of the last one, and draw it on the map. */
async function search({ move = true, focus = false } = {}) {
  retry = () => search({ move, focus: true });
  const signal = begin();
  try {
    const found = await fetchResults(question, signal);
    byId("results").replaceWith(found);
    afterResults(found);
    map.show(found, { move });
    if (focus) byId("results-title").focus();
  } catch (error) {
    // The old list would answer another question than the one in the box.
    if (fail(error)) byId("results").classList.add("is-away");
  } finally {
    end(signal);
  }
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
  const { title, count } = results.dataset;
  document.title = `${title} – Proxilieux`;
  byId("announce").textContent = results.dataset.total === "0" ? text("nothingFound") : `${text("labelled", { label: title, value: count })}.`;
  form.showFacets(JSON.parse(results.querySelector("#facets").textContent));
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
    if (fail(error)) document.querySelector(".more").before(byId("failure"));
  } finally {
    end(signal);
  }
}

function begin() {
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

function end(signal) {
  if (signal.aborted) return;
  pending = null;
  byId("loading").hidden = true;
  byId("results").removeAttribute("aria-busy");
}

/** Say what failed, and return whether there was something to say. */
function fail(error) {
  if (error.name === "AbortError") return false;
  byId("failure-reason").textContent = error.reason ?? text("failedAway");
  byId("failure").hidden = false;
  return true;
}

// --- what the address does not say: how far somebody has read ---------------------------------------

function remember(changes) {
  history.replaceState({ ...history.state, ...changes }, "");
}

/** The server cannot know that a position is ours; an address that still calls it somebody's own is mended. */
async function start() {
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
async function recall({ more = [], read = null } = history.state ?? {}) {
  if (!read) return;
  const signal = begin();
  try {
    for (const address of more) await append(address, signal);
    readOn(read);
  } catch (error) {
    fail(error);
  } finally {
    end(signal);
  }
}

// --- where to look ------------------------------------------------------------------------------

function startAt({ latitude, longitude, label, accuracy = null }) {
  byId("search-note").textContent = "";
  return go(elsewhere(question, { lat: latitude, lon: longitude, label, accuracy }));
}

async function aroundMe() {
  const button = byId("locate");
  const note = byId("search-note");
  button.setAttribute("aria-busy", "true");
  note.textContent = text("locating");
  try {
    await startAt({ ...(await locate()), label: text("myPosition") });
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
  if (byId("results").offsetParent === null) {
    map.tell(item);
    return;
  }
  item.scrollIntoView({ block: "center" });
  item.querySelector("a").focus({ preventScroll: true });
  map.light(item);
}

/** Let what waits for this script be pressed. */
function enable(part) {
  for (const button of part.querySelectorAll("button[data-needs-script], [data-needs-script] > button")) button.disabled = false;
}

function setView(view) {
  page.dataset.view = view;
  for (const button of document.querySelectorAll(".view-switch button")) {
    button.setAttribute("aria-pressed", String(button.dataset.view === view));
  }
  if (view !== "map") return;
  byId("map-panel").scrollIntoView({ block: "start" });
  map.appear(byId("results"));
}

async function copyLink(button) {
  const label = button.querySelector("span");
  const before = label.dataset.label ?? label.textContent;
  label.dataset.label = before;
  let said = text("linkCopied");
  try {
    await navigator.clipboard.writeText(window.location.href);
    label.textContent = said;
    setTimeout(() => {
      label.textContent = before;
    }, COPIED_MS);
  } catch {
    said = text("linkNotCopied");
    byId("search-note").textContent = said;
  }
  byId("announce").textContent = said;
}

// --- what people do -----------------------------------------------------------------------------

form.form.addEventListener("submit", (event) => {
  event.preventDefault();
  byId("search-note").textContent = "";
  for (const filter of form.form.querySelectorAll("details[open]")) {
    if (filter.contains(event.submitter)) filter.open = false;
  }
  go(form.sent(question));
});
form.form.addEventListener("change", (event) => {
  if (event.target === form.input) return;
  go(form.filtered(question), { move: event.target.name === "radius_km" });
});
page.addEventListener("click", (event) => {
  const target = event.target.closest("a, button");
  if (!target || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (target.dataset.clear) go(form.clear(question, target.dataset.clear));
  else if ("search" in target.dataset) go(questionOf(target.href), { focus: true });
  else if (target.id === "more") showMore(target);
  else if (target.id === "copy-link") copyLink(target);
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
}
window.addEventListener("popstate", async ({ state }) => {
  question = asked();
  form.fill(question);
  await search();
  await recall(state ?? {});
});
window.addEventListener("pagehide", () => remember({ read: readSoFar() }));
combobox(form.input, byId("q-suggestions"), {
  suggest: (query, signal) => geocode(query, 7, signal),
  choose: startAt,
});
linkList(byId("contenu"), () => map.pins);

// On a phone the map waits until somebody asks for it: neither its places nor its tiles are loaded before.
if (byId("map-panel").offsetParent !== null) map.start(byId("results"));
start();
