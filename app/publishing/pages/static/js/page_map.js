// A map of ours on a page: loads the module that folium wrote, and keeps it readable without tiles.

import { readJson } from "./api.js";
import { leadKeyboard } from "./popups.js";
import { text } from "./texts.js";

const FRANCE = [
  [41.3, -5.2],
  [51.1, 9.6],
];
const TRIES = 4;
const CIRCLES_UNTIL = 9;
/** Deeper than this hardly any outline is in sight. */
const OUTLINES_UNTIL = 13;

/**
 * Draw the map of a page.
 *
 * `host` carries `data-map-module` and `data-outlines-url`. Resolves to the module's exports
 * (`map`, `pins`, ...), or to null when the map cannot be had; the note then says so. `look(map)` gives it its first
 * view, and `onResize(map)` is called when it has got another size.
 */
export async function drawMap(host, note, { withOutlines = true, look = lookAtFrance, onResize = follow } = {}) {
  try {
    await leaflet();
    if (window.matchMedia("(prefers-reduced-motion: reduce)").matches) keepStill();
    // Leaflet knows of the window's size only, and tells late that it has moved for it.
    L.Map.mergeOptions({ trackResize: false });
    const drawn = await import(host.dataset.mapModule);
    look(drawn.map);
    new ResizeObserver(() => onResize(drawn.map)).observe(drawn.map.getContainer());
    leadKeyboard(drawn.map);
    tellFolding(drawn.map);
    explainApproximate(drawn.map);
    if (withOutlines) outlinesWithoutTiles(drawn, host.dataset.outlinesUrl, note);
    return drawn;
  } catch {
    say(note, text("mapAway"));
    return null;
  }
}

let loading = null;

/** Leaflet and its plugins, which the page names; a phone that shows a list alone does without. */
function leaflet() {
  loading ??= load([...document.querySelectorAll("link[data-map-script]")].map((link) => link.href));
  loading.catch(() => {
    loading = null; // the next map tries again
  });
  return loading;
}

async function load(addresses) {
  for (const address of addresses) {
    await new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error(`${address} did not come`)));
      script.src = address;
      document.head.append(script);
    });
  }
}

function lookAtFrance(map) {
  map.fitBounds(FRANCE, { animate: false });
}

/** Say something on the map, until it is closed. */
export function say(note, message) {
  note.textContent = message;
  note.hidden = !message;
  if (!message) return;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "note-close";
  close.setAttribute("aria-label", text("close"));
  close.addEventListener("click", () => say(note, ""));
  note.append(close);
}

/** Fit a map to its container. */
export function follow(map) {
  map.invalidateSize({ animate: false });
}

/** Maps that are made from now on jump where others glide. */
function keepStill() {
  const { L } = globalThis;
  const { panBy } = L.Map.prototype;
  L.Map.mergeOptions({ zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false });
  L.Map.include({
    panBy(offset, options) {
      return panBy.call(this, offset, { ...options, animate: false });
    },
  });
}

/** Say whether the choice of base maps is unfolded, which Leaflet tells the eye alone. */
function tellFolding(map) {
  for (const control of map.getContainer().querySelectorAll(".leaflet-control-layers")) {
    const toggle = control.querySelector(".leaflet-control-layers-toggle");
    const tell = () => toggle.setAttribute("aria-expanded", String(control.classList.contains("leaflet-control-layers-expanded")));
    new MutationObserver(tell).observe(control, { attributeFilter: ["class"] });
    tell();
  }
}

/** Say what a dashed marker means while one is on the map. */
function explainApproximate(map) {
  const legend = document.getElementById("approximate-legend");
  if (!legend) return;
  let waiting = 0;
  const look = () => {
    waiting = 0;
    legend.hidden = map.getContainer().querySelector(".is-approximate") === null;
  };
  map.on("layeradd layerremove", () => {
    waiting ||= requestAnimationFrame(look);
  });
}

function outlinesWithoutTiles(drawn, url, note) {
  if (drawn.baseMaps.length === 0) {
    addOutlines(drawn, url);
    return;
  }
  let failed = 0;
  let isAway = false;
  for (const baseMap of drawn.baseMaps) {
    baseMap.on("tileload", () => {
      failed = 0;
      if (!isAway) return;
      isAway = false;
      clearOutlines(drawn);
      say(note, "");
    });
    baseMap.on("tileerror", () => {
      failed += 1;
      if (isAway || failed < TRIES) return;
      isAway = true;
      say(note, text(drawn.baseMaps.length > 1 ? "baseMapAwayChoose" : "baseMapAway"));
      addOutlines(drawn, url);
    });
  }
  // The choice of another one is a new attempt.
  drawn.map.on("baselayerchange", () => {
    failed = 0;
  });
}

/** Fetch and draw outlines once the map is where some may be seen. */
function addOutlines(drawn, url) {
  const { map, outlines: layer } = drawn;
  clearOutlines(drawn);
  layer.drawMore = () => {
    if (map.getZoom() > OUTLINES_UNTIL) return;
    clearOutlines(drawn);
    drawOutlines(drawn, url);
  };
  map.on("moveend", layer.drawMore);
  layer.drawMore();
}

async function drawOutlines(drawn, url) {
  try {
    const { features } = await readJson(url);
    const { map, outlines: layer } = drawn;
    clearOutlines(drawn);
    if (features.some(({ geometry }) => geometry.type === "Point")) {
      onlyFromAfar(map, layer);
      layer.addData(features).bringToBack();
    } else drawWhatIsSeen(map, layer, features);
  } catch {
    // The map is readable without outlines too; there is nothing to tell.
  }
}

/** Outlines that the map shows, the others when it comes to them: all at once hold a phone up. */
function drawWhatIsSeen(map, layer, features) {
  const waiting = new Map(features.map((feature) => [feature, boundsOf(feature.geometry)]));
  layer.drawMore = () => {
    const view = map.getBounds().pad(1);
    const seen = [...waiting.keys()].filter((feature) => view.intersects(waiting.get(feature)));
    for (const feature of seen) waiting.delete(feature);
    if (seen.length) layer.addData(seen).bringToBack();
  };
  map.on("moveend", layer.drawMore);
  layer.drawMore();
}

function clearOutlines({ map, outlines: layer }) {
  if (layer.drawMore) map.off("moveend", layer.drawMore);
  layer.drawMore = null;
  layer.clearLayers();
}

/** The bounds of an area in GeoJSON. */
function boundsOf({ type, coordinates }) {
  const positions = coordinates.flat(type === "MultiPolygon" ? 2 : 1);
  return L.latLngBounds(positions.map(([longitude, latitude]) => [latitude, longitude]));
}

/** Circles in place of outlines help to find one's way in the country; in a town they would hide it. */
function onlyFromAfar(map, layer) {
  const show = () => (map.getZoom() > CIRCLES_UNTIL ? map.removeLayer(layer) : map.addLayer(layer));
  map.on("zoomend", show);
  show();
}

/** Bring positions into view above the `foot` pixels that something hides; one alone is shown at the zoom of a town. */
export function fit(map, positions, { closest = 14, foot = 0 } = {}) {
  if (positions.length === 0) return;
  if (positions.length === 1) map.setView(positions[0], closest - 1, { animate: false });
  else map.fitBounds(positions, { paddingTopLeft: [40, 40], paddingBottomRight: [40, 40 + foot], maxZoom: closest, animate: false });
}

export { FRANCE };
