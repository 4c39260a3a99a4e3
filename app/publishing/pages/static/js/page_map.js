// A map of ours on a page: loads the module that folium wrote, and keeps it readable without tiles.

import { leadKeyboard } from "./popups.js";
import { text } from "./texts.js";

const FRANCE = [
  [41.3, -5.2],
  [51.1, 9.6],
];
const TRIES = 4;

/**
 * Draw the map of a page.
 *
 * `host` carries `data-map-module`. Resolves to the module's exports (`map`, `pins`, ...), or to null when the map
 * cannot be had; the note then says so. `ground` says what our own base map draws, `look(map)` gives the map its first
 * view, and `onResize(map)` is called when it has got another size.
 */
export async function drawMap(host, note, { ground = {}, look = lookAtFrance, onResize = follow } = {}) {
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
    groundWithoutTiles(drawn, note, ground);
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

/** Show our own base map where there are no tiles, and as long as they do not come. */
function groundWithoutTiles({ map, baseMaps }, note, options) {
  const show = async () => (await import("./ground.js")).showGround(map, options);
  if (baseMaps.length === 0) {
    show();
    return;
  }
  let failed = 0;
  let ground = null;
  for (const baseMap of baseMaps) {
    baseMap.on("tileload", async () => {
      failed = 0;
      if (!ground) return;
      const shown = ground;
      ground = null;
      say(note, "");
      (await shown).remove();
    });
    baseMap.on("tileerror", () => {
      failed += 1;
      if (ground || failed < TRIES) return;
      say(note, text(baseMaps.length > 1 ? "baseMapAwayChoose" : "baseMapAway"));
      ground = show();
    });
  }
  // The choice of another one is a new attempt.
  map.on("baselayerchange", () => {
    failed = 0;
  });
}

/** Bring positions into view above the `foot` pixels that something hides; one alone is shown at the zoom of a town. */
export function fit(map, positions, { closest = 14, foot = 0 } = {}) {
  if (positions.length === 0) return;
  if (positions.length === 1) map.setView(positions[0], closest - 1, { animate: false });
  else map.fitBounds(positions, { paddingTopLeft: [40, 40], paddingBottomRight: [40, 40 + foot], maxZoom: closest, animate: false });
}

export { FRANCE };
