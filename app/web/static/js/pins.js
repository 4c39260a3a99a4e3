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
    map.on("zoomend", () => this.spread());
  }

  /** Draw the pins anew; `origin` is a position, or null. */
  show(items, origin) {
    this.layer.clearLayers();
    this.markers.clear();
    this.halo = null;
    if (origin) this.layer.addLayer(originMarker(origin));
    const pinned = [...items].filter((item) => positionOf(item) && rankOf(item));
    for (const item of pinned) {
      const rank = rankOf(item);
      const name = item.querySelector(".card-name").textContent.trim();
      const kind = item.querySelector(".card-kind")?.textContent.trim();
      const title = [`${rank}. ${name}`, kind].filter(Boolean).join(", ");
      const marker = L.marker(positionOf(item), { icon: pinIcon(rank), title, riseOnHover: true });
      onChoice(marker, () => this.onSelect(item));
      onPoint(marker, (isPointed) => this.light(isPointed ? item : null));
      this.markers.set(item, marker);
      this.layer.addLayer(marker);
    }
    this.spread();
  }

  /** Stand pins side by side that would hide one another's number at this zoom. */
  spread() {
    const markers = [...this.markers.values()];
    const points = markers.map((marker) => this.map.project(marker.getLatLng()).round());
    const isNear = (one, other) => points[one].distanceTo(points[other]) < HIDING;
    const isSame = (one, other) => markers[one].getLatLng().equals(markers[other].getLatLng());
    for (const crowd of crowds([...markers.keys()], isNear)) {
      // What zooming in parts need not stand in a tower.
      for (const group of crowd.length > ROW ? crowds(crowd, isSame) : [crowd]) {
        const places = sideBySide(group.length, points[group[0]]);
        for (const [nth, index] of group.entries()) stand(markers[index], places[nth].subtract(points[index]));
      }
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

/** Pixels between the points of pins that hide one another's number. */
const HIDING = 22;
/** Pins that would stand side by side, in rows of so many, each so many pixels from the next. */
const ROW = 5;
const BESIDE = [28, 34];
/** Pixels of a pin: its tip from its upper left corner, its popup from the tip. */
const TIP = [17, 38];
const POPUP = [0, -36];

/** Indices in groups: each is `isClose(first, it)` to the first of its group. */
function crowds(indices, isClose) {
  const groups = [];
  for (const index of indices) {
    const group = groups.find(([first]) => isClose(first, index));
    if (group) group.push(index);
    else groups.push([index]);
  }
  return groups;
}

/** Where so many pins stand around a point of the map, all points in pixels: in rows, the first the lowest. */
function sideBySide(count, point) {
  return Array.from({ length: count }, (_, nth) => {
    const row = Math.floor(nth / ROW);
    const inRow = Math.min(ROW, count - row * ROW);
    return point.add([((nth % ROW) - (inRow - 1) / 2) * BESIDE[0], -row * BESIDE[1]]);
  });
}

/** Let a pin stand so many pixels from its point; its icon is its own. */
function stand(marker, away) {
  const { options } = marker.getIcon();
  options.iconAnchor = L.point(TIP).subtract(away);
  options.popupAnchor = L.point(POPUP).add(away);
  const { style } = marker.getElement() ?? {};
  if (style) Object.assign(style, { marginLeft: `${-options.iconAnchor.x}px`, marginTop: `${-options.iconAnchor.y}px` });
}

function rankOf(item) {
  return item.querySelector(".card-number")?.textContent;
}

/** Tell when a marker is clicked, or chosen by keyboard, which Leaflet hands on to popups only. */
export function onChoice(marker, tell) {
  marker.on("click", () => tell({ isByKey: false }));
  marker.on("keypress", ({ originalEvent }) => isChoice(originalEvent) && tell({ isByKey: true }));
}

/** Whether a key presses what is called a button: Enter, or Space, which then does not scroll the page. */
export function isChoice(event) {
  if (event.key === " ") event.preventDefault();
  return event.key === "Enter" || event.key === " ";
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

export function pinIcon(label) {
  const body = document.createElement("span");
  body.className = "pin-body";
  const inner = document.createElement("span");
  inner.textContent = label;
  body.append(inner);
  // A marker's title is its name, and says the number too.
  body.setAttribute("aria-hidden", "true");
  return L.divIcon({ className: "pin", html: body, iconSize: [34, 40], iconAnchor: TIP, popupAnchor: POPUP });
}

export function originMarker(position) {
  const icon = L.divIcon({ className: "origin", html: "", iconSize: [18, 18] });
  return L.marker(position, { icon, title: text("you"), keyboard: false, interactive: false, zIndexOffset: -500 });
}
