// All places that the filters leave, on the map: in full where they are few, by view where they are many.

import { readJson, readText } from "./api.js";
import { placeUrl } from "./cards.js";
import { isChoice, onChoice, onPoint } from "./pins.js";
import { openPopup, toggles } from "./popups.js";
import { counted, kinds, text } from "./texts.js";

const WAIT_MS = 250;
const MARGIN = 0.15;
/** What is not there yet stands behind what is. */
const BEHIND = -200;

export class Places {
  /** `layer` is the cluster layer that the map's module exports; `url` gives places in columns. */
  constructor(map, layer, { url, urlPattern, peekPattern, iconsUrl, onFailure, onHover, popups = {} }) {
    Object.assign(this, { map, layer, url, urlPattern, peekPattern, iconsUrl, onFailure, onHover, popups });
    this.icons = new Map();
    this.clusters = L.layerGroup().addTo(map);
    this.filters = new URLSearchParams();
    this.hidden = new Set();
    this.isComplete = false;
    this.shown = null;
    this.pending = null;
    this.timer = 0;
    layer.options.iconCreateFunction = (cluster) => clusterIcon(cluster.getChildCount());
    // The plugin opens clusters by click only, and calls what comes from one "cluster" and its name. It is not told of
    // the key: at Enter it would give the focus to the map itself, which scrolls the page, and at Space to nothing.
    layer.on("clusterkeypress", ({ layer: cluster, originalEvent }) => {
      if (!isChoice(originalEvent)) return;
      layer.fire("click", { layer: cluster });
      map.getContainer().focus({ preventScroll: true });
    });
    map.on("moveend", () => {
      if (this.isComplete) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.load(), WAIT_MS);
    });
  }

  /** Show the places that these filters leave, without those that have a pin of their own. */
  async filter(parameters, hiddenIds) {
    this.hidden = new Set(hiddenIds);
    if (this.document && parameters.toString() === this.filters.toString()) {
      this.draw();
      return;
    }
    // The popup of a place may be of none that is left.
    if (this.document) this.map.closePopup();
    this.document = null;
    this.filters = parameters;
    this.isComplete = false;
    await this.load();
  }

  async load() {
    // The map may have moved a moment ago, and what comes now is of where it is.
    clearTimeout(this.timer);
    this.pending?.abort();
    this.pending = new AbortController();
    const parameters = new URLSearchParams(this.filters);
    parameters.set("zoom", Math.round(this.map.getZoom()));
    parameters.set("bbox", boundsText(this.map.getBounds().pad(MARGIN)));
    try {
      this.document = await readJson(`${this.url}?${parameters}`, this.pending.signal);
      this.isComplete = this.document.complete;
      this.onFailure("");
      this.draw();
    } catch (error) {
      if (error.status === 400) {
        this.onFailure("");
        this.clear();
      } else if (error.name !== "AbortError") {
        this.onFailure(text("placesAway"));
      }
    }
  }

  clear() {
    this.layer.clearLayers();
    this.clusters.clearLayers();
  }

  draw() {
    const { ids, lons, lats, names, kinds: kindIndexes, planned, approximate, clusters } = this.document;
    const markers = [];
    ids.forEach((id, index) => {
      if (this.hidden.has(id)) return;
      const [isPlanned, isApproximate] = [planned[index] === 1, approximate[index] === 1];
      const place = { id, name: names[index], ...kinds[kindIndexes[index]], isPlanned, isApproximate };
      markers.push(this.marker([lats[index], lons[index]], place));
    });
    this.clear();
    this.layer.addLayers(markers);
    for (const [longitude, latitude, count] of clusters) this.clusters.addLayer(this.cluster([latitude, longitude], count));
  }

  marker(position, place) {
    const notes = [place.isPlanned && text("planned"), place.isApproximate && text("approximatePosition")];
    const title = [place.name, place.label, ...notes].filter(Boolean).join(", ");
    const marker = L.marker(position, { icon: this.dot(place), title, zIndexOffset: place.isPlanned ? BEHIND : 0 });
    onPoint(marker, (isPointed) => this.onHover(isPointed ? place.id : null));
    // By its id: markers are drawn anew while the popup stays.
    toggles(this.map, marker, {
      isOpen: () => this.shown?.id === place.id && this.shown.popup.isOpen(),
      open: () => this.open(marker, place),
    });
    return marker;
  }

  /** The icon of a kind of place, made once: grey where it is planned, dashed where it stands at the centre of its commune. */
  dot({ code = "other", isPlanned, isApproximate }) {
    const className = ["dot", isPlanned && "is-planned", isApproximate && "is-approximate"].filter(Boolean).join(" ");
    const key = `${code} ${className}`;
    if (!this.icons.has(key)) {
      const html = `<svg class="icon" aria-hidden="true"><use href="${this.iconsUrl}#kind-${code}"></use></svg>`;
      this.icons.set(key, L.divIcon({ className, html, iconSize: [26, 26], popupAnchor: [0, -10] }));
    }
    return this.icons.get(key);
  }

  cluster(position, count) {
    const marker = L.marker(position, { icon: clusterIcon(count) });
    onChoice(marker, ({ isByKey }) => {
      this.map.setView(position, Math.min(this.map.getZoom() + 2, this.map.getMaxZoom()));
      if (isByKey) this.map.getContainer().focus({ preventScroll: true });
    });
    return marker;
  }

  /** What the marker knows at once; the rest is fetched when somebody asks. */
  async open(marker, place) {
    const popup = openPopup(this.map, marker, popupContent(place, this.urlPattern, text("loadingDetails")), this.popups);
    this.shown = { id: place.id, popup };
    const detail = await readText(placeUrl(this.peekPattern, place.id))
      .then((page) => new DOMParser().parseFromString(page, "text/html").querySelector(".popup"))
      .catch(() => popupContent(place, this.urlPattern, text("detailsFailed")));
    if (!popup.isOpen()) return;
    const found = popup.getElement();
    const isHeld = found.contains(document.activeElement);
    popup.setContent(document.adoptNode(detail));
    // Whoever was already at the link is not sent back to the top of the page.
    if (isHeld) found.focus({ preventScroll: true });
  }
}

/** What a popup says until its detail is there, or where it cannot be had. */
export function popupContent(place, urlPattern, sentence) {
  const content = element("div", "popup");
  const facts = [place.label, place.isPlanned && text("planned")].filter(Boolean).join(", ");
  const link = element("a", "popup-link", text("seePlace"));
  link.href = placeUrl(urlPattern, place.id);
  content.append(element("p", "popup-name", place.name), element("p", "popup-facts", facts), element("p", "popup-facts", sentence), link);
  return content;
}

function element(name, className, content = "") {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = content;
  return made;
}

function clusterIcon(count) {
  const size = 30 + 6 * Math.min(4, Math.floor(Math.log10(count) * 1.6));
  const shown = element("span", "", count < 10000 ? String(count) : `${Math.round(count / 1000)}k`);
  shown.setAttribute("aria-hidden", "true");
  const label = element("span", "");
  label.append(shown, element("span", "visually-hidden", counted("cluster", count)));
  return L.divIcon({ className: "cluster", html: label, iconSize: [size, size] });
}

function boundsText(bounds) {
  const west = Math.max(-180, bounds.getWest());
  const east = Math.min(180, bounds.getEast());
  return [west, Math.max(-90, bounds.getSouth()), east, Math.min(90, bounds.getNorth())]
    .map((value) => value.toFixed(3))
    .join(",");
}
