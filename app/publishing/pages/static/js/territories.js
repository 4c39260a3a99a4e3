// The map of territories, drawn from the table beside it.

import { readJson } from "./api.js";
import { drawMap } from "./page_map.js";
import { openPopup, toggles } from "./popups.js";
import { counted, number, text } from "./texts.js";

const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });

const MANY = 30;
/** Pixels that the figure in a circle needs: a margin, and so many a digit. */
const MARGIN = 10;
const DIGIT = 8;

/** The share of the covered in words; the unknown are always said beside it. */
function coverage({ covered, unknown, organisations, shade }, inWords = (share) => text("shareCovered", { share })) {
  if (Number(organisations) === 0) return text("noOrganisation");
  // A share of the few that are known says nothing of the territory.
  const share = shade === "unknown" ? text("coverageUnknown") : inWords(percent.format(Number(covered)));
  return [share, counted("unknown", Number(unknown))].join(", ");
}

/** What a circle is called: all that its size, figure and shade say. */
function named(row) {
  const value = [counted("places", Number(row.dataset.places)), coverage(row.dataset)].join(", ");
  return text("labelled", { label: row.dataset.name, value });
}

function describe(row) {
  const { name, places, funded, equipped, organisations } = row.dataset;
  const figures = { places, funded, equipped, organisations };
  const lines = Object.entries(figures).map(([key, value]) => [text(key), number(Number(value))]);
  lines.push([text("covered"), coverage(row.dataset, (share) => share)]);
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

/** A circle whose area says how many places; so many that they would overlap are drawn smaller. */
function circle(map, row, most, areMany) {
  const places = Number(row.dataset.places);
  const [least, range] = areMany ? [10, 24] : [22, 30];
  const size = Math.round(least + range * Math.sqrt(places / most));
  const label = document.createElement("span");
  if (!areMany || size >= MARGIN + DIGIT * row.dataset.places.length) label.textContent = number(places);
  const icon = L.divIcon({ className: `territory shade-${row.dataset.shade}`, html: label, iconSize: [size, size] });
  const marker = L.marker([Number(row.dataset.lat), Number(row.dataset.lon)], {
    icon,
    title: named(row),
    zIndexOffset: -size,
  });
  // The figure within is a number without its meaning.
  marker.on("add", () => marker.getElement().setAttribute("aria-label", named(row)));
  const light = (isOn) => {
    row.classList.toggle("is-active", isOn);
    marker.getElement()?.classList.toggle("is-active", isOn);
  };
  marker.on("mouseover", () => light(true)).on("mouseout", () => light(false));
  let popup = null;
  toggles(map, marker, {
    isOpen: () => popup?.isOpen() ?? false,
    open: () => {
      popup = openPopup(map, marker, describe(row));
      light(true);
      popup.on("remove", () => light(false));
    },
  });
  row.addEventListener("pointerenter", () => light(true));
  row.addEventListener("pointerleave", () => light(false));
  return marker;
}

async function shadeOutlines(layer, url, rows) {
  const shades = new Map(rows.map((row) => [row.dataset.code, row.dataset.shade]));
  layer.options.style = ({ id }) => ({ className: `outline is-shaded shade-${shades.get(id) ?? "none"}` });
  try {
    const { features } = await readJson(url);
    // Without outlines départements are points, which have a circle here already.
    layer.addData(features.filter(({ geometry }) => geometry.type !== "Point"));
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
  for (const row of located) drawn.territories.addLayer(circle(drawn.map, row, most, located.length > MANY));
  host.querySelector(".jumps").addEventListener("click", (event) => {
    const bounds = event.target.closest("button")?.dataset.bounds?.split(",").map(Number);
    if (bounds) drawn.map.fitBounds([bounds.slice(0, 2), bounds.slice(2)]);
  });
}

const host = document.getElementById("territories-map");
if (host) start(host);
