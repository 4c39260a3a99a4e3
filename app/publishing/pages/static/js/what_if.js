// Coverage recounted in the page while places are added, moved, closed and equipped: the rule of the server.

import { geodesic } from "./geodesic.js";

export const MATCHING = 2;
export const SILENT = 1;
const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;
/** The sphere is wrong by 0.57 % at most; nearer to the reach than this the ellipsoid decides. */
const DOUBT = 0.006;

/** Origins by point, and for each how many matching and silent places lie within reach. */
export class WhatIf {
  constructor({ lons, lats, weights, unknown, reach_m: reach, places }) {
    this.reach = reach;
    this.weights = weights;
    /** Weight of what is unknown whatever happens, as nobody knows where it is. */
    this.apart = unknown;
    this.count = lons.length;
    this.lons = lons;
    this.lats = lats;
    this.units = lons.map((longitude, index) => unit(longitude, lats[index]));
    this.near = { [MATCHING]: new Int32Array(this.count), [SILENT]: new Int32Array(this.count) };
    this.places = new Map();
    places.ids.forEach((id, index) => this.put(id, places.lons[index], places.lats[index], places.states[index]));
  }

  /** Put a place, new or known, at a point in degrees, in a state. */
  put(id, longitude, latitude, state) {
    this.take(id);
    const within = this.within(longitude, latitude);
    this.places.set(id, { longitude, latitude, state, within });
    if (this.near[state]) for (const origin of within) this.near[state][origin] += 1;
  }

  /** Take a place away. */
  take(id) {
    const place = this.places.get(id);
    if (!place) return;
    if (this.near[place.state]) for (const origin of place.within) this.near[place.state][origin] -= 1;
    this.places.delete(id);
  }

  /** Origins within reach of a point. */
  within(longitude, latitude) {
    const [x, y, z] = unit(longitude, latitude);
    const found = [];
    for (let origin = 0; origin < this.count; origin += 1) {
      const [a, b, c] = this.units[origin];
      const chord = Math.hypot(x - a, y - b, z - c);
      const metres = 2 * EARTH_M * Math.asin(Math.min(1, chord / 2));
      if (metres > this.reach * (1 + DOUBT)) continue;
      if (
        metres < this.reach * (1 - DOUBT) ||
        geodesic(longitude, latitude, this.lons[origin], this.lats[origin]) <= this.reach
      ) {
        found.push(origin);
      }
    }
    return found;
  }

  /** Weight of the three classes. */
  classes() {
    const found = { covered: 0, uncovered: 0, unknown: this.apart };
    for (let origin = 0; origin < this.count; origin += 1) {
      found[this.classOf(origin)] += this.weights[origin];
    }
    return found;
  }

  classOf(origin) {
    if (this.near[MATCHING][origin] > 0) return "covered";
    return this.near[SILENT][origin] > 0 ? "unknown" : "uncovered";
  }
}

function unit(longitude, latitude) {
  const [east, north] = [longitude * RADIANS, latitude * RADIANS];
  return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)];
}
