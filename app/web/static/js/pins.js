// Numbered pins for the entries of a list, lit together with them.

import { text } from "./texts.js";

/**
 * Keep a layer of pins like the entries of a list.
 *
 * Entries are elements with `data-lat`, `data-lon` and `data-id`; those with a number get a pin.
 */
export class Pins {
  constructor(map, layer, { onSelect }) {
    this.map = map;
    this.layer = layer;
    this.onSelect = onSelect;
    this.markers = new Map();
    this.halo = null;
  }

  /** Draw the pins anew; `origin` is a position, or null. */
  show(items, origin) {
    this.layer.clearLayers();
    this.markers.clear();
    this.halo = null;
    if (origin) this.layer.addLayer(originMarker(origin));
    const pinned = [...items].filter((item) => positionOf(item) && rankOf(item));
    const places = besides(pinned.map((item) => positionOf(item).join()));
    for (const [index, item] of pinned.entries()) {
      const position = positionOf(item);
      const rank = rankOf(item);
      const name = item.querySelector(".card-name").textContent.trim();
      const kind = item.querySelector(".card-kind")?.textContent.trim();
      const title = [`${rank}. ${name}`, kind].filter(Boolean).join(", ");
      const marker = L.marker(position, { icon: pinIcon(rank, places[index]), title, riseOnHover: true });
      onChoice(marker, () => this.onSelect(item));
      onPoint(marker, (isPointed) => this.light(isPointed ? item : null));
      this.markers.set(item, marker);
      this.layer.addLayer(marker);
    }
  }

  /** Light the entry and its pin, or a ring where it has none; null puts everything out. */
  light(item) {
    for (const other of document.querySelectorAll(".card.is-active")) other.classList.remove("is-active");
    for (const marker of this.markers.values()) marker.getElement()?.classList.remove("is-active");
    this.halo?.remove();
    this.halo = null;
    if (!item) return;
    item.classList.add("is-active");
    const marker = this.markers.get(item);
    const position = positionOf(item);
    if (marker) marker.getElement()?.classList.add("is-active");
    else if (position) {
      this.halo = L.circleMarker(position, { radius: 15, className: "halo", interactive: false }).addTo(this.layer);
    }
  }

  positions(most = Infinity) {
    return [...this.markers.values()].slice(0, most).map((marker) => marker.getLatLng());
  }
}

/** Pins of one point stand side by side, in rows of so many, each so many pixels from the next. */
const ROW = 5;
const BESIDE = [28, 34];

/** For each key, how many pixels its pin stands beside the point, right and up: nothing where it is alone. */
function besides(keys) {
  const counts = new Map();
  const nths = keys.map((key) => {
    const nth = counts.get(key) ?? 0;
    counts.set(key, nth + 1);
    return nth;
  });
  return keys.map((key, index) => {
    const row = Math.floor(nths[index] / ROW);
    const inRow = Math.min(ROW, counts.get(key) - row * ROW);
    return [((nths[index] % ROW) - (inRow - 1) / 2) * BESIDE[0], row * BESIDE[1]];
  });
}

function rankOf(item) {
  return item.querySelector(".card-number")?.textContent;
}

/** Tell when a marker is clicked, or chosen with Enter, which Leaflet hands on to popups only. */
export function onChoice(marker, tell) {
  marker.on("click", () => tell({ isByKey: false }));
  marker.on("keypress", ({ originalEvent }) => originalEvent.key === "Enter" && tell({ isByKey: true }));
}

/** Tell when a marker is pointed at or holds the focus, which Leaflet has no event for, and when no longer. */
export function onPoint(marker, tell) {
  marker.on("mouseover", () => tell(true));
  marker.on("mouseout", () => tell(false));
  marker.on("add", () => {
    marker.getElement().addEventListener("focus", () => tell(true));
    marker.getElement().addEventListener("blur", () => tell(false));
  });
}

export function positionOf(item) {
  return item.dataset.lat === undefined ? null : [Number(item.dataset.lat), Number(item.dataset.lon)];
}

/** Light entries of a list when they are pointed at or hold the focus. */
export function linkList(list, getPins) {
  const entry = (event) => event.target.closest(".card");
  list.addEventListener("pointerover", (event) => getPins()?.light(entry(event)));
  list.addEventListener("pointerleave", () => getPins()?.light(null));
  list.addEventListener("focusin", (event) => getPins()?.light(entry(event)));
  list.addEventListener("focusout", () => getPins()?.light(null));
}

/** A pin, so many pixels right of its point and above it. */
export function pinIcon(label, [right, up] = [0, 0]) {
  const body = document.createElement("span");
  body.className = "pin-body";
  const inner = document.createElement("span");
  inner.textContent = label;
  body.append(inner);
  // A marker's title is its name, and says the number too.
  body.setAttribute("aria-hidden", "true");
  return L.divIcon({ className: "pin", html: body, iconSize: [34, 40], iconAnchor: [17 - right, 38 + up], popupAnchor: [right, -36 - up] });
}

export function originMarker(position) {
  const icon = L.divIcon({ className: "origin", html: "", iconSize: [18, 18] });
  return L.marker(position, { icon, title: text("you"), keyboard: false, interactive: false, zIndexOffset: -500 });
}
