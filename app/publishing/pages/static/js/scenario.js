// What if: pins that are added, dragged, closed and equipped, with the figures recounted meanwhile.

import { readJson } from "./api.js";
import { drawGround } from "./decision_points.js";
import { drawMap, say } from "./page_map.js";
import { number, text } from "./texts.js";
import { MATCHING, WhatIf } from "./what_if.js";

const DIGITS = 6;
const CLASSES = ["covered", "uncovered", "unknown"];
/** Degrees that an arrow key moves a pin: some 500 metres. */
const STEP = 0.005;
const ARROWS = { ArrowUp: [0, 1], ArrowDown: [0, -1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

const host = document.getElementById("scenario-map");
const state = JSON.parse(document.getElementById("scenario-data").textContent);
const edits = state.edits;
let model = null;
let origin = null;
let drawn = null;
let dots = [];

function start() {
  const note = document.getElementById("map-note");
  return Promise.all([drawMap(host, note, { ground: { hasOutlines: false, areNamesAbove: true } }), readJson(host.dataset.dataUrl)])
    .then(async ([map, data]) => {
      if (!map) return;
      if (!data) {
        say(note, text("tooManyPoints"));
        return;
      }
      drawn = map;
      origin = data;
      await look();
      drawOrigins();
      makeAll();
      host.dataset.isDrawn = "true";
    })
    .catch(() => say(note, text("pointsAway")));
}

async function look() {
  const { map, outlines } = drawn;
  const bounds = await drawGround(outlines, host.dataset.outlinesUrl, host.dataset.code);
  const all = L.latLngBounds(origin.lons.map((longitude, index) => [origin.lats[index], longitude]));
  map.fitBounds(bounds ?? all, { padding: [24, 24], maxZoom: 12, animate: false });
}

function drawOrigins() {
  const { map } = drawn;
  map.createPane("points").classList.add("points-pane");
  const renderer = L.canvas({ pane: "points" });
  const most = Math.max(1, ...origin.weights);
  dots = origin.lons.map((longitude, index) =>
    L.circleMarker([origin.lats[index], longitude], {
      renderer,
      radius: 2.5 + 6 * Math.sqrt(origin.weights[index] / most),
      weight: 1,
      fillOpacity: 0.9,
      interactive: false,
    }).addTo(map),
  );
}

/** Count from the start, make every edit, and draw the pins anew. */
function makeAll() {
  model = new WhatIf(origin);
  const { territories } = drawn;
  territories.clearLayers();
  const states = new Map(origin.places.ids.map((id, index) => [id, origin.places.states[index]]));
  const names = new Map(origin.places.ids.map((id, index) => [id, origin.places.names[index]]));
  for (const edit of edits) {
    const known = model.places.get(edit.place);
    if (edit.kind === "add") model.put(edit.place, edit.lon, edit.lat, MATCHING);
    else if (!known) continue;
    else if (edit.kind === "move") model.put(edit.place, edit.lon, edit.lat, known.state);
    else if (edit.kind === "close") model.take(edit.place);
    else model.put(edit.place, known.longitude, known.latitude, MATCHING);
  }
  for (const [id, place] of model.places) {
    territories.addLayer(pin(id, place, names.get(id) ?? id, states.get(id)));
  }
  count();
  listEdits(names);
  keepAddress();
}

/** Show the figures of now, and what they have gained or lost. */
function count() {
  const classes = model.classes();
  for (const name of CLASSES) {
    const change = classes[name] - state.before[name];
    const shown = document.getElementById(`after-${name}`);
    shown.firstElementChild.textContent = number(Math.round(classes[name]));
    shown.lastElementChild.textContent = change ? `${change > 0 ? "+" : "−"}${number(Math.abs(Math.round(change)))}` : text("unchanged");
  }
  const style = getComputedStyle(document.documentElement);
  const colours = Object.fromEntries(
    Object.entries({ covered: "--brand", uncovered: "--accent", unknown: "--shade-none", line: "--surface" }).map(
      ([name, token]) => [name, style.getPropertyValue(token).trim()],
    ),
  );
  dots.forEach((dot, index) => {
    const name = model.classOf(index);
    if (dot.options.shownAs === name) return;
    dot.options.shownAs = name;
    dot.setStyle({ fillColor: colours[name], color: colours.line });
  });
}

function pin(id, place, name, published) {
  const isNew = published === undefined;
  const kind = isNew ? "is-new" : ["is-other", "is-silent", "is-matching"][place.state];
  const marker = L.marker([place.latitude, place.longitude], {
    icon: L.divIcon({ className: `what-if-pin ${kind}`, iconSize: isNew ? [32, 32] : [20, 20] }),
    draggable: true,
    autoPan: true,
    title: name,
    zIndexOffset: isNew ? 1000 : 100 * place.state,
  });
  marker.on("add", () => marker.getElement().setAttribute("aria-label", text("pinMoves", { name })));
  let isAsked = false;
  const moved = () => {
    const { lng, lat } = marker.getLatLng();
    model.put(id, lng, lat, place.state);
    count();
  };
  marker.on("drag", () => {
    // One recount for each picture that is drawn, however many events come.
    if (isAsked) return;
    isAsked = true;
    requestAnimationFrame(() => {
      isAsked = false;
      moved();
    });
  });
  marker.on("dragend", () => {
    moved();
    move(id, marker.getLatLng());
  });
  marker.on("keydown", ({ originalEvent }) => {
    const arrow = ARROWS[originalEvent.key];
    if (!arrow) return;
    originalEvent.preventDefault();
    originalEvent.stopPropagation();
    const { lng, lat } = marker.getLatLng();
    move(id, { lng: lng + arrow[0] * STEP, lat: lat + arrow[1] * STEP });
    focusOn(name);
  });
  marker.on("click", () => choose(id, name, isNew, place.state));
  return marker;
}

function focusOn(name) {
  document.querySelector(`.what-if-pin[title="${CSS.escape(name)}"]`)?.focus();
}

function move(id, { lng, lat }) {
  const point = { lon: Number(lng.toFixed(DIGITS)), lat: Number(lat.toFixed(DIGITS)) };
  const known = edits.find((edit) => edit.place === id && (edit.kind === "add" || edit.kind === "move"));
  if (known) Object.assign(known, point);
  else edits.push({ kind: "move", place: id, ...point });
  makeAll();
}

/** Show what can be done with a place. */
function choose(id, name, isNew, current) {
  const box = document.getElementById("chosen-place");
  box.hidden = false;
  box.querySelector("strong").textContent = name;
  const close = box.querySelector("[data-act=close]");
  const equip = box.querySelector("[data-act=equip]");
  equip.hidden = isNew || current === MATCHING;
  close.onclick = () => {
    box.hidden = true;
    if (isNew) edits.splice(edits.findIndex((edit) => edit.place === id), 1);
    else edits.push({ kind: "close", place: id });
    makeAll();
  };
  equip.onclick = () => {
    box.hidden = true;
    edits.push({ kind: "equip", place: id });
    makeAll();
  };
  close.focus();
}

function listEdits(names) {
  const list = document.getElementById("edits");
  list.replaceChildren(
    ...edits.map((edit, index) => {
      const entry = document.createElement("li");
      const said = document.createElement("span");
      said.textContent = text(`edit_${edit.kind}`, { name: names.get(edit.place) ?? edit.name ?? edit.place });
      const undo = document.createElement("button");
      undo.type = "button";
      undo.className = "tool";
      undo.textContent = text("undo");
      undo.setAttribute("aria-label", `${text("undo")} : ${said.textContent}`);
      undo.addEventListener("click", () => {
        edits.splice(index, 1);
        makeAll();
        document.getElementById("add-place").focus();
      });
      entry.append(said, undo);
      return entry;
    }),
  );
  document.getElementById("no-edits").hidden = edits.length > 0;
}

/** Keep the edits in the address, as long as the scenario has none of its own. */
function keepAddress() {
  if (state.id) return;
  const url = new URL(window.location.href);
  url.searchParams.delete("e");
  for (const { kind, place, lon, lat } of edits) {
    url.searchParams.append("e", [kind, place, lon?.toFixed(DIGITS), lat?.toFixed(DIGITS)].filter((one) => one !== undefined).join("~"));
  }
  window.history.replaceState(null, "", url);
}

document.getElementById("add-place").addEventListener("click", () => {
  if (!drawn) return;
  const { lng, lat } = drawn.map.getCenter();
  let order = 1;
  while (edits.some((edit) => edit.place === text("newPlace", { number: order }))) order += 1;
  const name = text("newPlace", { number: order });
  const point = { lon: Number(lng.toFixed(DIGITS)), lat: Number(lat.toFixed(DIGITS)) };
  edits.push({ kind: "add", place: name, ...point });
  makeAll();
  focusOn(name);
});

document.getElementById("save-scenario").addEventListener("submit", async (event) => {
  event.preventDefault();
  const said = document.getElementById("save-note");
  const name = event.target.elements.name.value.trim();
  const body = { name, criteria: state.criteria, edits };
  if (state.id) body.version = state.version;
  said.textContent = text("saving");
  try {
    const response = await fetch(state.id ? `${state.apiUrl}/${state.id}` : state.apiUrl, {
      method: state.id ? "PUT" : "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.status === 409) said.textContent = text("changedMeanwhile");
    else if (!response.ok) said.textContent = text("failedAway");
    else window.location.assign(`${state.pagesUrl}/${(await response.json()).id}${window.location.search.includes("lang=en") ? "?lang=en" : ""}`);
  } catch {
    said.textContent = text("failedAway");
  }
});

document.getElementById("copy-address").addEventListener("click", async ({ currentTarget }) => {
  const said = document.getElementById("save-note");
  try {
    await navigator.clipboard.writeText(window.location.href);
    said.textContent = text("linkCopied");
  } catch {
    said.textContent = text("linkNotCopied");
  }
  currentTarget.focus();
});

if (host) start();
