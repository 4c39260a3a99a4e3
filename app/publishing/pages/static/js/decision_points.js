// Points of the planning maps: who is not covered, and what covers.

import { readJson } from "./api.js";
import { say } from "./page_map.js";
import { number, text } from "./texts.js";

/** Uncovered origins as dots whose area says how many, matching places as rings. */
export async function drawPoints(map, url, note) {
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  // Over the outlines, under the buttons; presses go through.
  map.createPane("points").classList.add("points-pane");
  const renderer = L.canvas({ padding: 0.2, pane: "points" });
  const { uncovered, places } = await readJson(url);
  const most = Math.max(1, ...uncovered.weights);
  uncovered.lons.forEach((longitude, index) => {
    const radius = 2.5 + 6 * Math.sqrt(uncovered.weights[index] / most);
    const options = { renderer, radius, stroke: true, weight: 1, color: colour("--surface"), fillColor: colour("--accent"), fillOpacity: 0.85, interactive: false };
    L.circleMarker([uncovered.lats[index], longitude], options).addTo(map);
  });
  places.lons.forEach((longitude, index) => {
    const options = { renderer, radius: 4.5, weight: 3, color: colour("--brand"), fillColor: colour("--surface"), fillOpacity: 1, interactive: false };
    L.circleMarker([places.lats[index], longitude], options).addTo(map);
  });
  const leftOff = uncovered.left_off + places.left_off;
  if (leftOff) say(note, text("pointsLeftOff", { count: number(leftOff) }));
  return { uncovered, places };
}

/** Draw outlines as ground, and the one that is looked at as a frame; its bounds, or null. */
export async function drawGround(layer, url, code) {
  let bounds = null;
  layer.options.style = ({ id }) => ({ className: `outline ${id === code ? "is-frame" : "is-ground"}` });
  layer.options.onEachFeature = ({ id }, outline) => {
    if (id === code) bounds = outline.getBounds();
  };
  try {
    const { features } = await readJson(url);
    layer.addData(features);
  } catch {
    // The points are readable without.
  }
  return bounds;
}
