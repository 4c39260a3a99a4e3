// The map in a frame: pins for the list beside it, and all other places in clusters.

import { locate } from "./locate.js";
import { drawMap, fit, say } from "./page_map.js";
import { linkList, Pins, positionOf } from "./pins.js";
import { Places } from "./places.js";
import { text } from "./texts.js";

const IN_VIEW = 8;
const CLOSEST = 12;
const SEARCH = ["q", "mode", "lat", "lon", "label", "bbox", "cursor", "rank"];

const results = document.getElementById("results");
const cards = document.getElementById("cards");
const note = document.getElementById("map-note");

async function start() {
  const drawn = await drawMap(results, note);
  if (!drawn) return;
  const pins = new Pins(drawn.map, drawn.pins, {
    onSelect: (item) => {
      item.scrollIntoView({ block: "nearest" });
      item.querySelector("a").focus({ preventScroll: true });
    },
  });
  const places = new Places(drawn.map, drawn.places, {
    url: results.dataset.placesUrl,
    urlPattern: results.dataset.placeUrl,
    iconsUrl: results.dataset.iconsUrl,
    onFailure: (message) => say(note, message),
    onHover: (id) => pins.light(id && cards.querySelector(`.card[data-id="${CSS.escape(id)}"]`)),
  });
  const items = [...cards.children];
  pins.show(items, origin());
  look(drawn.map, items);
  linkList(cards, () => pins);
  const numbered = items.filter((item) => item.querySelector(".card-number")).map((item) => item.dataset.id);
  places.filter(new URLSearchParams(results.dataset.filters), numbered);
}

function origin() {
  const { originLat, originLon } = results.dataset;
  return originLat === undefined ? null : [Number(originLat), Number(originLon)];
}

/** The same question, asked from where the visitor is. */
async function aroundMe({ currentTarget: button }) {
  const said = document.getElementById("search-note");
  button.setAttribute("aria-busy", "true");
  said.textContent = text("locating");
  try {
    const { latitude, longitude } = await locate();
    const address = new URL(window.location.href);
    for (const name of SEARCH) address.searchParams.delete(name);
    const start = { lat: latitude, lon: longitude, label: text("myPosition") };
    for (const [name, value] of Object.entries(start)) address.searchParams.set(name, value);
    window.location.assign(address);
  } catch (error) {
    said.textContent = error.message;
  } finally {
    button.removeAttribute("aria-busy");
  }
}

/** Show what was searched for; else the area or the territory; else France, where the map already is. */
function look(map, items) {
  const nearest = items.filter((item) => item.querySelector(".card-number")).slice(0, IN_VIEW);
  const positions = [origin(), ...nearest.map(positionOf)].filter(Boolean);
  if (positions.length > 0) {
    fit(map, positions);
  } else if (results.dataset.extent) {
    const [west, south, east, north] = results.dataset.extent.split(",").map(Number);
    fit(map, [[south, west], [north, east]], CLOSEST);
  }
}

const around = document.getElementById("locate");
around.addEventListener("click", aroundMe);
// A site's frame has to allow it (`allow="geolocation"`), and not every browser tells.
around.hidden = document.featurePolicy?.allowsFeature("geolocation") === false;
start();
