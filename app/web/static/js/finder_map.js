// The finder's map: pins of the list, all other places, the radius, and the area that the map shows.

import { drawMap, fit, follow, FRANCE, say } from "./page_map.js";
import { Pins } from "./pins.js";
import { Places } from "./places.js";

const IN_VIEW = 8;
const CLOSEST = 12;
const AT_LEAST = 2;
const REACH_METRES = 60000;
const LEAP = 3;
/** Pixels at the map's top that the button to search the area takes. */
const BUTTON = 68;

export class FinderMap {
  /** `onSelect(card)` is told of a chosen pin, `onArea(bbox)` of an area to search, as west,south,east,north. */
  constructor(page, { onSelect, onArea }) {
    this.page = page;
    this.onSelect = onSelect;
    this.note = document.getElementById("map-note");
    this.placesNote = document.getElementById("places-note");
    this.areaButton = document.getElementById("search-area");
    this.areaButton.addEventListener("click", () => onArea(bboxOf(this.map.getBounds())));
    this.map = null;
    this.pins = null;
    this.moving = 0;
  }

  async start(results) {
    const drawn = await drawMap(this.page, this.note, { onResize: (map) => this.quietly(() => follow(map)) });
    if (!drawn) return;
    this.map = drawn.map;
    this.pins = new Pins(this.map, drawn.pins, { onSelect: this.onSelect });
    this.places = new Places(this.map, drawn.places, {
      url: this.page.dataset.placesUrl,
      urlPattern: this.page.dataset.placeUrl,
      iconsUrl: this.page.dataset.iconsUrl,
      onFailure: (message) => say(this.placesNote, message),
      onHover: (id) => this.light(id && document.querySelector(`.card[data-id="${CSS.escape(id)}"]`)),
      popups: { top: BUTTON },
    });
    this.map.on("autopanstart", () => {
      this.isPanningToPopup = true;
    });
    this.map.on("moveend", () => {
      if (this.moving === 0 && !this.isPanningToPopup) this.areaButton.hidden = false;
      this.isPanningToPopup = false;
    });
    this.show(document.getElementById("results") ?? results);
  }

  /** Show the map that was hidden until now. */
  appear(results) {
    if (!this.map) this.start(results);
    else
      requestAnimationFrame(() => {
        this.quietly(() => follow(this.map));
        if (this.areaButton.hidden) this.move(document.getElementById("results"));
      });
  }

  /** Draw an answer; `move` brings it into view. */
  show(results, { move = true } = {}) {
    if (!this.map) return;
    this.areaButton.hidden = true;
    const start = originOf(results);
    this.pins.show(results.querySelectorAll(".card"), start);
    this.drawRadius(start, Number(results.dataset.radiusKm));
    if (move) this.move(results);
    const pinned = [...this.pins.markers.keys()].map((item) => item.dataset.id);
    this.places.filter(new URLSearchParams(results.dataset.mapQuery), pinned);
  }

  light(item) {
    this.pins?.light(item);
  }

  /** Say at its pin what an entry of the list is. */
  tell(item) {
    const marker = this.pins.markers.get(item);
    const said = (name) => item.querySelector(name)?.textContent.trim();
    const label = [said(".card-kind"), said(".card-distance")].filter(Boolean).join(" · ");
    this.places.open(marker, { id: item.dataset.id, name: said(".card-name"), label });
  }

  drawRadius(start, kilometres) {
    this.radius?.remove();
    this.radius = null;
    if (!start || !kilometres) return;
    this.radius = L.circle(start, { radius: kilometres * 1000, className: "radius", interactive: false }).addTo(this.map);
  }

  move(results) {
    const start = originOf(results);
    // A frame may be locked to a territory, which is then what there is to see.
    const { bbox, extent } = results.dataset;
    this.quietly(() => {
      if (bbox) this.map.fitBounds(boundsOf(bbox), { animate: false });
      else if (this.radius) this.map.fitBounds(this.radius.getBounds(), { animate: false, padding: [10, 10] });
      else {
        const positions = start ? this.nearby(start) : this.pins.positions();
        if (positions.length) fit(this.map, positions);
        else if (extent) fit(this.map, boundsOf(extent), CLOSEST);
        else this.map.fitBounds(FRANCE, { animate: false });
      }
    });
  }

  /** Move the map ourselves: nobody asked to search elsewhere. */
  quietly(move) {
    this.moving += 1;
    move();
    this.moving -= 1;
  }

  /** The start and the first places, up to where the next one lies much further (overseas, for example). */
  nearby(start) {
    const found = [L.latLng(start)];
    let reach = REACH_METRES;
    for (const position of this.pins.positions(IN_VIEW)) {
      const metres = this.map.distance(start, position);
      if (metres > reach && found.length > AT_LEAST) break;
      reach = Math.max(reach, metres * LEAP);
      found.push(position);
    }
    return found;
  }
}

function originOf(results) {
  const { originLat, originLon } = results.dataset;
  return originLat === undefined ? null : [Number(originLat), Number(originLon)];
}

function boundsOf(bbox) {
  const [west, south, east, north] = bbox.split(",").map(Number);
  return [
    [south, west],
    [north, east < west ? east + 360 : east],
  ];
}

/** West, south, east, north as the API takes them; nothing at the edge is rounded away. */
function bboxOf(bounds) {
  const isWhole = bounds.getEast() - bounds.getWest() >= 360;
  const west = isWhole ? -180 : L.latLng(0, bounds.getWest()).wrap().lng;
  const east = isWhole ? 180 : L.latLng(0, bounds.getEast()).wrap().lng;
  const south = Math.max(-90, bounds.getSouth());
  const north = Math.min(90, bounds.getNorth());
  const out = (degrees, round) => round(degrees * 1e4) / 1e4;
  return [out(west, Math.floor), out(south, Math.floor), out(east, Math.ceil), out(north, Math.ceil)].join(",");
}
