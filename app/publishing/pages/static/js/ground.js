// The base map of our own, which asks nobody but us: land, rivers and lakes out of one file, outlines of territories
// and names of communes out of the directory's own tables.

import { ROOT, readJson } from "./api.js";
import { readTile } from "./vector_tile.js";

const LAND = new URL("../ground.mvt", import.meta.url);
const TOWNS = `${ROOT}/ogc/collections/communes/tiles/WebMercatorQuad`;
/** A tile of names covers four tiles of the map each way, so that of so many pixels one town is named. */
const COARSER = 2;
/** From this matrix on tiles hold every commune. */
const DEEPEST = 10;
const DEPARTMENTS_FROM = 6.5;
/** Deeper than this shapes are too rough to say what is land. */
const LAND_UNTIL = 10.5;
const RIVERS = [5, 8.5];
/** Pixels between corners of what is drawn; nearer ones are left out. */
const FINEST = 1.5;
/** Inhabitants from which on a name is larger, and how large it is: pixels and weight. */
const SIZES = [
  [200000, "600 15px"],
  [50000, "500 13px"],
  [-1, "400 12px"],
];
/** Pixels around a name that no other one comes into, and from a town's middle down to its name: markers stand there. */
const [APART, BELOW, DOT] = [6, 20, 2];
const ARRONDISSEMENT = /^(751|6938|132)/;
const COLOURS = ["sea", "abroad", "home", "line", "border", "water", "ink"];

/** What all maps of a page share: read once. */
const read = { land: new Map(), outlines: new Map(), towns: new Map() };

function once(kept, key, make) {
  if (!kept.has(key)) {
    kept.set(
      key,
      make().catch(() => {
        kept.delete(key); // the next look tries again
        return null;
      }),
    );
  }
  return kept.get(key);
}

async function tile(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return readTile(await response.arrayBuffer()); // nothing where nothing lies (204)
}

/** Shapes with the box around each, in shares of the world's side. */
function shapesOf(features) {
  return features.map(({ parts }) => {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const part of parts) {
      for (let at = 0; at < part.length; at += 2) {
        box[0] = Math.min(box[0], part[at]);
        box[1] = Math.min(box[1], part[at + 1]);
        box[2] = Math.max(box[2], part[at]);
        box[3] = Math.max(box[3], part[at + 1]);
      }
    }
    return { parts, box };
  });
}

async function land() {
  const layers = await tile(LAND);
  return Object.fromEntries(Object.entries(layers).map(([name, features]) => [name, shapesOf(features)]));
}

/** The share of the world's width and height at which a position in degrees lies. */
function inWorld([longitude, latitude]) {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.atanh(sine) / (2 * Math.PI)];
}

async function outlinesOf(level) {
  const { features, attribution } = await readJson(`${ROOT}/carte/contours/${level}.json`);
  const rings = ({ type, coordinates }) => (type === "MultiPolygon" ? coordinates.flat() : coordinates);
  const shapes = features.map(({ geometry }) => ({ parts: rings(geometry).map((ring) => ring.flatMap(inWorld)) }));
  return { shapes: shapesOf(shapes), attribution };
}

async function townsOf(matrix, row, column) {
  const { communes = [] } = await tile(`${TOWNS}/${matrix}/${row}/${column}`);
  const across = 2 ** matrix;
  // What lies in the margin is in the tile beside this one too.
  const inside = communes.filter(({ parts: [[x, y]], code }) => x >= 0 && x < 1 && y >= 0 && y < 1 && !ARRONDISSEMENT.test(code));
  return inside.map(({ parts: [[x, y]], name, population }) => ({
    x: (column + x) / across,
    y: (row + y) / across,
    name,
    population: population ?? 0,
  }));
}

/** Make the layer's class, once Leaflet is there. */
function groundClass() {
  return L.Canvas.extend({
    // `areNamesAbove`: names stand over what a page draws on the ground, which would strike them out.
    options: { padding: 0.3, pane: "ground", hasOutlines: true, hasNames: true, areNamesAbove: false, isNamesOnly: false },

    onAdd(map) {
      this.thanked = [];
      map.getContainer().classList.add("has-ground");
      map.on("move", this.followDrag, this);
      this.scheme = window.matchMedia("(prefers-color-scheme: dark)");
      this.repaint = () => this._redraw();
      this.scheme.addEventListener("change", this.repaint);
      L.Canvas.prototype.onAdd.call(this, map);
      if (this.options.areNamesAbove) this.names = new Ground({ pane: paneOf(map, "names"), isNamesOnly: true }).addTo(map);
    },

    onRemove(map) {
      this.names?.remove();
      map.getContainer().classList.remove("has-ground");
      map.off("move", this.followDrag, this);
      this.scheme.removeEventListener("change", this.repaint);
      for (const text of this.thanked) map.attributionControl.removeAttribution(text);
      L.Canvas.prototype.onRemove.call(this, map);
    },

    /** Nothing beyond the drawn part comes into sight while the map is dragged. */
    followDrag() {
      // While two fingers change the zoom, Leaflet enlarges what is there.
      if (this._map.getZoom() !== this._zoom) return;
      const offset = this._map.containerPointToLayerPoint([0, 0]);
      if (this._bounds.contains(L.bounds(offset, offset.add(this._map.getSize())))) return;
      this._update();
    },

    thank(text) {
      if (!text || this.thanked.includes(text)) return;
      this.thanked.push(text);
      this._map.attributionControl.addAttribution(text);
    },

    /** A value that is there, or null while it is on its way; all is drawn again when it has come. */
    given(kept, key, make) {
      const found = once(kept, key, make);
      if (!("value" in found)) {
        found.value = null;
        found.then((value) => {
          found.value = value;
          if (value) this.soon();
        });
      }
      return found.value;
    },

    /** Draw what has come, once a frame. */
    soon() {
      this.waiting ??= requestAnimationFrame(() => {
        this.waiting = null;
        if (this._map) this._redraw();
      });
    },

    /** Draw all of it; Leaflet calls this when the map has moved, on a canvas that it has cleared and put in place. */
    _draw() {
      const map = this._map;
      const zoom = map.getZoom();
      const size = map.options.crs.scale(zoom);
      const origin = map.getPixelOrigin();
      const { min, max } = this._bounds;
      const style = getComputedStyle(map.getContainer());
      this.colour = Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--map-${name}`)]));
      const [west, east] = [(min.x + origin.x) / size, (max.x + origin.x) / size];
      const view = { zoom, size, box: [west, (min.y + origin.y) / size, east, (max.y + origin.y) / size] };
      const pen = this._ctx;
      pen.lineJoin = "round";
      if (this.options.isNamesOnly) {
        this.paintNames(pen, view, origin, style.fontFamily);
        return;
      }
      if (zoom > LAND_UNTIL) {
        pen.fillStyle = this.colour.home;
        pen.fillRect(min.x, min.y, max.x - min.x, max.y - min.y);
      } else {
        for (let turn = Math.floor(west); turn <= Math.floor(east); turn++) {
          this.paintWorld(pen, { ...view, turn, shift: { x: turn * size - origin.x, y: -origin.y } });
        }
      }
      if (this.options.hasNames && !this.options.areNamesAbove) this.paintNames(pen, view, origin, style.fontFamily);
    },

    paintWorld(pen, view) {
      const { colour } = this;
      const ground = this.given(read.land, "all", land);
      if (!ground) return;
      this.thank("Natural Earth");
      this.fill(pen, view, ground.abroad, { fill: colour.abroad, stroke: colour.line });
      this.fill(pen, view, ground.home, { fill: colour.home, stroke: colour.border });
      if (this.options.hasOutlines) this.paintOutlines(pen, view);
      if (view.zoom >= RIVERS[0] && view.zoom < RIVERS[1]) this.fill(pen, view, ground.rivers, { stroke: colour.water, isOpen: true });
      this.fill(pen, view, ground.lakes, { fill: colour.sea });
    },

    /** Régions from afar, départements near by: two sets of borders would not quite lie on each other. */
    paintOutlines(pen, view) {
      const { home, border } = this.colour;
      const level = view.zoom >= DEPARTMENTS_FROM ? "department" : "region";
      const outlines = this.given(read.outlines, level, () => outlinesOf(level));
      if (!outlines?.shapes.length) return;
      this.thank(outlines.attribution);
      this.fill(pen, view, outlines.shapes, { fill: home, stroke: border });
    },

    /** Fill and stroke those of the shapes that are in view. */
    fill(pen, { box, size, turn, shift }, shapes, { fill = null, stroke = null, isOpen = false }) {
      pen.beginPath();
      for (const { parts, box: around } of shapes ?? []) {
        if (around[2] + turn < box[0] || around[0] + turn > box[2] || around[3] < box[1] || around[1] > box[3]) continue;
        for (const part of parts) {
          let [x, y] = [part[0] * size + shift.x, part[1] * size + shift.y];
          pen.moveTo(x, y);
          for (let at = 2; at < part.length; at += 2) {
            const [next, down] = [part[at] * size + shift.x, part[at + 1] * size + shift.y];
            if (Math.abs(next - x) + Math.abs(down - y) < FINEST) continue;
            pen.lineTo((x = next), (y = down));
          }
          if (!isOpen) pen.closePath();
        }
      }
      if (fill) {
        pen.fillStyle = fill;
        pen.fill("evenodd");
      }
      if (stroke) {
        pen.strokeStyle = stroke;
        pen.lineWidth = 1;
        pen.stroke();
      }
    },

    /** The towns of the tiles in view, the most populous first. */
    towns({ zoom, box: [west, north, east, south] }) {
      const matrix = Math.max(0, Math.min(DEEPEST, Math.round(zoom) - COARSER));
      const across = 2 ** matrix;
      const found = [];
      for (let row = Math.max(0, Math.floor(north * across)); row <= Math.min(across - 1, Math.floor(south * across)); row++) {
        for (let column = Math.floor(west * across); column <= Math.floor(east * across); column++) {
          const own = ((column % across) + across) % across;
          const key = [matrix, row, own].join("/");
          const towns = this.given(read.towns, key, () => townsOf(matrix, row, own)) ?? [];
          for (const town of towns) found.push({ ...town, x: town.x + (column - own) / across });
        }
      }
      return found.sort((one, other) => other.population - one.population);
    },

    paintNames(pen, view, origin, family) {
      const taken = [];
      Object.assign(pen, { textAlign: "center", textBaseline: "middle", lineWidth: 3, fillStyle: this.colour.ink, strokeStyle: this.colour.home });
      for (const { x, y, name, population } of this.towns(view)) {
        const font = SIZES.find(([least]) => population >= least)[1];
        pen.font = `${font} ${family}`;
        const middle = { x: x * view.size - origin.x, y: y * view.size - origin.y };
        const at = { x: middle.x, y: middle.y + BELOW };
        const [half, tall] = [pen.measureText(name).width / 2 + APART, parseInt(font.slice(4), 10) / 2 + APART];
        const box = [at.x - half, at.y - tall, at.x + half, at.y + tall];
        if (taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1])) continue;
        taken.push(box);
        pen.beginPath();
        pen.arc(middle.x, middle.y, DOT, 0, 2 * Math.PI);
        pen.fill();
        pen.strokeText(name, at.x, at.y);
        pen.fillText(name, at.x, at.y);
      }
    },
  });
}

let Ground = null;

/** Make sure of a pane; its name. */
function paneOf(map, name) {
  if (!map.getPane(name)) map.createPane(name).classList.add(`${name}-pane`);
  return name;
}

/** Show the base map of our own under everything else; the layer, which `remove()` takes away. */
export function showGround(map, options = {}) {
  Ground ??= groundClass();
  paneOf(map, "ground");
  return new Ground(options).addTo(map);
}
