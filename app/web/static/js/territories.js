// The map of territories, drawn from the table beside it.

import { readJson } from "./api.js";
import { drawMap } from "./page_map.js";
import { number, text } from "./texts.js";

const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

function shade(row) {
  if (row.dataset.covered === undefined) return "none";
  return Math.min(3, Math.floor(Number(row.dataset.covered) * 4));
}

function describe(row) {
  const { name, places, funded, equipped, organisations, covered } = row.dataset;
  const figures = { places, funded, equipped, organisations };
  const lines = Object.entries(figures).map(([key, value]) => [text(key), number(Number(value))]);
  lines.push([text("covered"), covered === undefined ? text("unknownShare") : percent.format(Number(covered))]);
  const content = document.createElement("div");
  content.className = "popup";
  const title = document.createElement("p");
  title.className = "popup-name";
  title.textContent = name;
  content.append(title);
  for (const [label, value] of lines) {
    const line = document.createElement("p");
    line.className = "popup-facts";
    line.textContent = text("labelled", { label, value });
    content.append(line);
  }
  return content;
}

function circle(row, most) {
  const places = Number(row.dataset.places);
  const size = Math.round(22 + 30 * Math.sqrt(places / most));
  const label = document.createElement("span");
  label.textContent = number(places);
  const icon = L.divIcon({ className: `territory shade-${shade(row)}`, html: label, iconSize: [size, size] });
  const marker = L.marker([Number(row.dataset.lat), Number(row.dataset.lon)], {
    icon,
    title: row.dataset.name,
    zIndexOffset: -size,
  });
  marker.bindPopup(() => describe(row));
  const light = (isOn) => {
    row.classList.toggle("is-active", isOn);
    marker.getElement()?.classList.toggle("is-active", isOn);
  };
  marker.on("mouseover popupopen", () => light(true)).on("mouseout popupclose", () => light(false));
  row.addEventListener("pointerenter", () => light(true));
  row.addEventListener("pointerleave", () => light(false));
  return marker;
}

async function shadeOutlines(layer, url, rows) {
  const shades = new Map(rows.map((row) => [row.dataset.code, shade(row)]));
  layer.options.style = ({ id }) => ({ className: `outline is-shaded shade-${shades.get(id) ?? "none"}` });
  try {
    layer.addData(await readJson(url));
  } catch {
    // The circles say the same.
  }
}

async function start(host) {
  const drawn = await drawMap(host, document.getElementById("map-note"), { withOutlines: false });
  if (!drawn) return;
  const rows = [...document.querySelectorAll("#figures tbody tr")];
  shadeOutlines(drawn.outlines, host.dataset.outlinesUrl, rows);
  const located = rows.filter((row) => row.dataset.lat !== undefined);
  const most = Math.max(1, ...located.map((row) => Number(row.dataset.places)));
  for (const row of located) drawn.territories.addLayer(circle(row, most));
  host.querySelector(".jumps").addEventListener("click", (event) => {
    const bounds = event.target.closest("button")?.dataset.bounds?.split(",").map(Number);
    if (bounds) drawn.map.fitBounds([bounds.slice(0, 2), bounds.slice(2)]);
  });
}

const host = document.getElementById("territories-map");
if (host) start(host);
