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
    // Over what a cluster hides.
    map.createPane("halo").classList.add("halo-pane");
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
      const isApproximate = item.dataset.approximate !== undefined;
      const rough = isApproximate ? text("approximatePosition") : "";
      const title = [`${rank}. ${name}`, kind, rough].filter(Boolean).join(", ");
      const marker = L.marker(positionOf(item), { icon: pinIcon(rank, isApproximate), title, riseOnHover: true });
      onChoice(marker, () => this.onSelect(item));
      onPoint(marker, (isPointed) => this.light(isPointed ? item : null));
      this.markers.set(item, marker);
      this.layer.addLayer(marker);
    }
    this.spread();
  }

  /** Stand each pin where it hides no number of those before it at this zoom: on its point, or as near as may be. */
  spread() {
    const taken = [];
    for (const marker of this.markers.values()) {
      const point = this.map.project(marker.getLatLng()).round();
      const away = BESIDE.find((offset) => taken.every((other) => other.distanceTo(point.add(offset)) >= HIDING)) ?? [0, 0];
      taken.push(point.add(away));
      stand(marker, away);
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
      this.halo = L.circleMarker(position, { radius: 15, className: "halo", pane: "halo", interactive: false }).addTo(this.layer);
    }
  }

  positions(most = Infinity) {
    return [...this.markers.values()].slice(0, most).map((marker) => marker.getLatLng());
  }
}

/** Pixels between two pins of which one hides the other's number. */
const HIDING = 24;
/** Where a pin may stand, in pixels from its point: in three rows of five, the nearest first. */
const BESIDE = [0, -34, -68]
  .flatMap((down) => [0, 28, -28, 56, -56].map((right) => [right, down]))
  .sort((one, other) => Math.hypot(...one) - Math.hypot(...other));
/** Pixels of a pin: its tip from its upper left corner, its popup from the tip. */
const TIP = [17, 38];
const POPUP = [0, -36];

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

/** A pin with a label; hollow and dashed where it stands at the centre of a commune. */
export function pinIcon(label, isApproximate = false) {
  const body = document.createElement("span");
  body.className = "pin-body";
  const inner = document.createElement("span");
  inner.textContent = label;
  body.append(inner);
  // A marker's title is its name, and says the number too.
  body.setAttribute("aria-hidden", "true");
  return L.divIcon({ className: isApproximate ? "pin is-approximate" : "pin", html: body, iconSize: [34, 40], iconAnchor: TIP, popupAnchor: POPUP });
}

export function originMarker(position) {
  const icon = L.divIcon({ className: "origin", html: "", iconSize: [18, 18] });
  return L.marker(position, { icon, title: text("you"), keyboard: false, interactive: false, zIndexOffset: -500 });
}
