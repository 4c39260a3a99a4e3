// The map of a plan: new places by their order of funding, over who is not covered today.

import { drawGround, drawPoints } from "./decision_points.js";
import { drawMap, say } from "./page_map.js";
import { text } from "./texts.js";

const SIZE = 28;

function pin(row) {
  const { order, name, lat, lon } = row.dataset;
  const label = document.createElement("span");
  label.textContent = order;
  const icon = L.divIcon({ className: "funding-pin", html: label, iconSize: [SIZE, SIZE] });
  const marker = L.marker([Number(lat), Number(lon)], { icon, title: name, zIndexOffset: -Number(order) });
  marker.on("add", () => marker.getElement().setAttribute("aria-label", text("labelled", { label: order, value: name })));
  const light = (isOn) => {
    row.classList.toggle("is-active", isOn);
    marker.getElement()?.classList.toggle("is-active", isOn);
  };
  marker.on("mouseover", () => light(true)).on("mouseout", () => light(false));
  marker.on("click", () => row.scrollIntoView({ block: "nearest" }));
  row.addEventListener("pointerenter", () => light(true));
  row.addEventListener("pointerleave", () => light(false));
  return marker;
}

async function start(host) {
  const note = document.getElementById("map-note");
  const drawn = await drawMap(host, note, { ground: { hasOutlines: false, areNamesAbove: true } });
  if (!drawn) return;
  const { map } = drawn;
  const rows = [...document.querySelectorAll("#funding tbody tr")];
  for (const row of rows) drawn.territories.addLayer(pin(row));
  const { outlinesUrl, code, pointsUrl } = host.dataset;
  const bounds = await drawGround(drawn.outlines, outlinesUrl, code);
  const pins = L.latLngBounds(rows.map(({ dataset }) => [Number(dataset.lat), Number(dataset.lon)]));
  map.fitBounds(bounds ?? pins, { padding: [24, 24], maxZoom: 12, animate: false });
  try {
    if (pointsUrl) await drawPoints(map, pointsUrl, note);
  } catch {
    say(note, text("pointsAway"));
  }
  host.dataset.isDrawn = "true";
}

const host = document.getElementById("siting-map");
if (host) start(host);
