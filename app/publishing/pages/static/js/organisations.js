// The page of organisations: suggestions for its one field, a map of the places, what is retained, files.

import { geocode, organisations } from "./api.js";
import { combobox } from "./combobox.js";
import { drawMap, fit } from "./page_map.js";
import { linkList, Pins } from "./pins.js";
import { keepOnly, keepPlaces } from "./shortlist.js";
import { stored } from "./stored.js";
import { counted } from "./texts.js";

const MOST_ASKED = 5;
/** Fields that say where to start; all others say what is needed. */
const STARTS = ["q", "organisation", "near", "label", "declared", "lang"];
const request = document.getElementById("request");
const matches = document.getElementById("matches");

async function startMap(host) {
  let pins = null;
  linkList(host, () => pins);
  const drawn = await drawMap(host, document.getElementById("map-note"));
  if (!drawn) return;
  pins = new Pins(drawn.map, drawn.pins, {
    onSelect: (item) => {
      item.scrollIntoView({ block: "center" });
      item.querySelector("a").focus({ preventScroll: true });
    },
  });
  const { originLat, originLon } = host.dataset;
  const origin = originLat === undefined ? null : [Number(originLat), Number(originLon)];
  pins.show(host.querySelectorAll(".card[data-lat]"), origin);
  const positions = pins.positions();
  if (origin) positions.push(L.latLng(origin));
  fit(drawn.map, positions);
}

/** Say what is retained on this device, and lead to its comparison and to the form that asks these places. */
function showRetained() {
  const bar = document.getElementById("device-kept");
  if (!bar) return;
  const ids = stored("kept");
  bar.hidden = ids.length === 0;
  bar.querySelector("strong").textContent = counted("keptPlaces", ids.length);
  const [compare, ask] = bar.querySelectorAll("a");
  const compared = new URL(bar.dataset.compare, window.location);
  compared.searchParams.set("lieux", ids.join(","));
  compare.href = compared;
  const asked = new URL(bar.dataset.ask, window.location);
  for (const id of ids.slice(0, MOST_ASKED)) asked.searchParams.append("lieu", id);
  ask.href = asked;
}

/** Places that the address retains are the device's from now on: one list, and one bar. */
function adopt() {
  const address = new URL(window.location.href);
  const listed = address.searchParams.get("lieux");
  if (!listed) return;
  keepOnly([...new Set([...stored("kept"), ...listed.split(",")])]);
  address.searchParams.delete("lieux");
  window.history.replaceState(window.history.state, "", address);
  document.getElementById("kept-bar")?.remove();
  request.querySelector("[name=lieux]")?.remove();
}

/** What is left empty does not stand in the address. */
request.addEventListener("formdata", ({ formData }) => {
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
});

/** What was ticked and not sent yet goes along with a file. */
const listForm = document.getElementById("list-form");
listForm.addEventListener("formdata", ({ formData }) => {
  const needed = [...new FormData(request).entries()].filter(([name, value]) => !STARTS.includes(name) && value !== "");
  for (const name of [...formData.keys()]) if (!["file", "csrf"].includes(name)) formData.delete(name);
  for (const [name, value] of needed) formData.append(name, value);
});

const drop = document.getElementById("list-drop");
const over = (is) => (event) => {
  event.preventDefault();
  drop.classList.toggle("is-over", is);
};
drop.addEventListener("dragover", over(true));
drop.addEventListener("dragleave", over(false));
drop.addEventListener("drop", (event) => {
  over(false)(event);
  const [file] = event.dataTransfer.files;
  if (!file) return;
  const list = new DataTransfer();
  list.items.add(file);
  document.getElementById("list-file").files = list.files;
  listForm.requestSubmit();
});

const start = document.getElementById("q");
combobox(start, document.getElementById("q-suggestions"), {
  suggest: async (query, signal) => {
    const found = await Promise.all([geocode(query, 4, signal), organisations(query, 4, signal)]);
    return found.flat();
  },
  choose: ({ id, label }) => {
    // An organisation is meant as long as its name stands there unchanged.
    for (const name of ["organisation", "near", "label"]) request.querySelector(`[type=hidden][name=${name}]`)?.remove();
    if (!id) return;
    for (const [name, value] of [["organisation", id], ["label", label]]) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      request.append(field);
    }
  },
});

adopt();
keepPlaces(showRetained);
showRetained();
window.addEventListener("storage", showRetained);
window.addEventListener("pageshow", showRetained);
if (matches?.querySelector(".matches-map")) startMap(matches);
