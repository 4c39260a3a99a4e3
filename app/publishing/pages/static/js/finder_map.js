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
/** Pixels of a phone's map that the list's sheet hides. */
const SHEET = 192;

export class FinderMap {
  /**
   * `onSelect(card)` is told of a chosen pin, `onArea(bbox)` of an area to search, as west,south,east,north, and
   * `onMove(position)` of where the map is; `isSheet()` says whether a sheet lies over the map's foot.
   */
  constructor(page, { onSelect, onArea, onMove = () => {}, isSheet = () => false }) {
    Object.assign(this, { page, onSelect, onMove, isSheet });
    this.note = document.getElementById("map-note");
    this.placesNote = document.getElementById("places-note");
    this.areaButton = document.getElementById("search-area");
    this.areaButton.addEventListener("click", () => onArea(bboxOf(this.map.getBounds())));
    this.map = null;
    this.pins = null;
    this.moving = 0;
    this.circles = [];
  }

  async start(results, position = null) {
    const drawn = await drawMap(this.page, this.note, { onResize: (map) => this.quietly(() => follow(map)) });
    if (!drawn) return;
    this.map = drawn.map;
    this.pins = new Pins(this.map, drawn.pins, { onSelect: this.onSelect });
    this.places = new Places(this.map, drawn.places, {
      url: this.page.dataset.placesUrl,
      urlPattern: this.page.dataset.placeUrl,
      peekPattern: this.page.dataset.peekUrl,
      iconsUrl: this.page.dataset.iconsUrl,
      onFailure: (message) => say(this.placesNote, message),
      onHover: (id) => this.light(id && document.querySelector(`.card[data-id="${CSS.escape(id)}"]`)),
      popups: { top: BUTTON, isSheet: this.isSheet },
    });
    this.map.on("autopanstart", () => {
      this.isPanningToPopup = true;
    });
    this.map.on("moveend", () => {
      if (this.moving === 0 && !this.isPanningToPopup) this.areaButton.hidden = false;
      this.isPanningToPopup = false;
      this.onMove(this.position());
    });
    this.show(document.getElementById("results") ?? results, { position });
  }

  /** Where the map is, and whether somebody has moved it away from the list's area; null where there is no map yet. */
  position() {
    if (!this.map) return null;
    const { lat, lng } = this.map.getCenter();
    return { lat, lon: lng, zoom: this.map.getZoom(), isElsewhere: !this.areaButton.hidden };
  }

  /** Show the map that was hidden until now. */
  appear(results, position = null) {
    if (!this.map) this.start(results, position);
    else
      requestAnimationFrame(() => {
        this.quietly(() => follow(this.map));
        if (position) this.comeBackTo(position);
        else if (this.areaButton.hidden) this.move(document.getElementById("results"));
      });
  }

  /** Draw an answer; `move` brings it into view, unless the map was left at a `position`. */
  show(results, { move = true, position = null } = {}) {
    if (!this.map) return;
    // Until it is about what the map shows, it can be asked to be.
    if (move || results.dataset.bbox) this.areaButton.hidden = true;
    const start = originOf(results);
    this.pins.show(results.querySelectorAll(".card"), start);
    this.drawRadius(start, results.dataset);
    if (position) this.comeBackTo(position);
    else if (move) this.move(results);
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
    this.places.open(marker, { id: item.dataset.id, name: said(".card-name"), label: said(".card-kind") });
  }

  comeBackTo({ lat, lon, zoom, isElsewhere }) {
    this.areaButton.hidden = !isElsewhere;
    this.quietly(() => this.map.setView([lat, lon], zoom, { animate: false }));
  }

  /** The distance that was asked for, and within what the start is known. */
  drawRadius(start, { radiusKm, accuracyM }) {
    for (const circle of this.circles) circle.remove();
    this.radius = null;
    this.circles = [];
    if (!start) return;
    const draw = (radius, className) => {
      const circle = L.circle(start, { radius, className, interactive: false }).addTo(this.map);
      this.circles.push(circle);
      return circle;
    };
    if (accuracyM) draw(Number(accuracyM), "accuracy");
    if (radiusKm) this.radius = draw(Number(radiusKm) * 1000, "radius");
  }

  move(results) {
    const start = originOf(results);
    // A frame may be locked to a territory, which is then what there is to see.
    const { bbox, extent } = results.dataset;
    const foot = this.isSheet() ? SHEET : 0;
    this.quietly(() => {
      if (bbox) this.map.fitBounds(boundsOf(bbox), { animate: false, paddingBottomRight: [0, foot] });
      else if (this.radius) this.map.fitBounds(this.radius.getBounds(), { animate: false, paddingTopLeft: [10, 10], paddingBottomRight: [10, 10 + foot] });
      else {
        const positions = this.together(start, this.pins.positions(start ? IN_VIEW : Infinity));
        if (positions.length) fit(this.map, positions, { foot });
        else if (extent) fit(this.map, boundsOf(extent), { closest: CLOSEST, foot });
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

  /** A start, or the middle of the positions, and what lies near: up to where the next is much further (overseas). */
  together(start, positions) {
    if (!start && positions.length === 0) return [];
    const middle = L.latLng(start ?? medianOf(positions));
    const away = positions.map((position) => ({ position, metres: this.map.distance(middle, position) }));
    away.sort((one, other) => one.metres - other.metres);
    const found = start ? [middle] : [];
    let reach = REACH_METRES;
    for (const { position, metres } of away) {
      if (metres > reach && found.length > AT_LEAST) break;
      reach = Math.max(reach, metres * LEAP);
      found.push(position);
    }
    return found;
  }
}

function medianOf(positions) {
  const middle = (values) => values.sort((one, other) => one - other)[Math.floor((values.length - 1) / 2)];
  return [middle(positions.map(({ lat }) => lat)), middle(positions.map(({ lng }) => lng))];
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
