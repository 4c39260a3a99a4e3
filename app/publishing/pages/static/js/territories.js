// The map of the decision page, drawn from the table beside it; a territory leads to what it holds.

import { readJson } from "./api.js";
import { drawMap, say } from "./page_map.js";
import { savePicture } from "./decision_png.js";
import { drawPoints } from "./decision_points.js";
import { counted, text } from "./texts.js";

const percent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" });
/** More shares than this would cover each other, and more stops of Tab than this lead nowhere: the table has them. */
const MANY = 30;
const MOST_STOPS = 120;
const DOT = 16;

/** The share of the covered in words; the unknown are always said beside it. */
function coverage({ covered, unknown, total, shade }) {
  if (Number(total) === 0) return text("noOrganisation");
  // A share of the few that are known says nothing of the territory.
  const share =
    shade === "unknown" ? text("coverageUnknown") : text("shareCovered", { share: percent.format(Number(covered)) });
  return [share, counted("unknown", Number(unknown))].join(", ");
}

/** What a territory's button is called: all that its shade says, and where it leads. */
function named(row) {
  const value = [counted("places", Number(row.dataset.places)), coverage(row.dataset)].join(", ");
  return text("labelled", { label: row.dataset.name, value });
}

function shareText({ covered, total, shade }) {
  if (Number(total) === 0) return "–";
  return shade === "unknown" ? "?" : percent.format(Number(covered));
}

/** Follow the row's link down; without one there is nothing below. */
function goDown(row) {
  row.querySelector("th a")?.click();
}

/** A button at a territory's middle: the share in figures where there is room, else a shaded dot. */
function button(row, areMany, outlineOf) {
  const label = document.createElement("span");
  if (!areMany) label.textContent = shareText(row.dataset);
  const size = areMany ? [DOT, DOT] : [44, 24];
  const icon = L.divIcon({
    className: `territory shade-${row.dataset.shade}${areMany ? "" : " is-share"}`,
    html: label,
    iconSize: size,
  });
  const marker = L.marker([Number(row.dataset.lat), Number(row.dataset.lon)], { icon, title: named(row) });
  // The figure within is a number without its meaning.
  marker.on("add", () => marker.getElement().setAttribute("aria-label", named(row)));
  const light = (isOn) => {
    row.classList.toggle("is-active", isOn);
    marker.getElement()?.classList.toggle("is-active", isOn);
    outlineOf(row.dataset.code)?.getElement()?.classList.toggle("is-active", isOn);
  };
  marker.on("mouseover", () => light(true)).on("mouseout", () => light(false));
  marker.on("click", () => goDown(row));
  marker.on("keydown", ({ originalEvent }) => {
    if (originalEvent.key === " ") originalEvent.preventDefault();
    if (originalEvent.key === "Enter" || originalEvent.key === " ") goDown(row);
  });
  row.addEventListener("pointerenter", () => light(true));
  row.addEventListener("pointerleave", () => light(false));
  return marker;
}

/** Draw outlines: the rows' own, shaded; the others as ground, and the one that is looked at as a frame. */
async function drawOutlines(layer, { outlinesUrl, outlined, level, within, code }, rows) {
  const byCode = new Map(rows.map((row) => [row.dataset.code, row]));
  const drawn = new Map();
  const isShaded = outlined === level;
  layer.options.interactive = isShaded;
  layer.options.style = ({ id }) => {
    if (isShaded && byCode.has(id)) return { className: `outline is-shaded shade-${byCode.get(id).dataset.shade}` };
    return { className: `outline ${within === outlined && id === code ? "is-frame" : "is-ground"}` };
  };
  layer.options.onEachFeature = ({ id }, outline) => {
    drawn.set(id, outline);
    const row = isShaded ? byCode.get(id) : null;
    if (!row) return;
    outline.on("click", () => goDown(row));
    const light = (isOn) => {
      row.classList.toggle("is-active", isOn);
      outline.getElement()?.classList.toggle("is-active", isOn);
    };
    outline.on("mouseover", () => light(true)).on("mouseout", () => light(false));
  };
  try {
    const { features } = await readJson(outlinesUrl);
    layer.addData(features);
  } catch {
    // The buttons say the same.
  }
  return drawn;
}

async function start(host) {
  const note = document.getElementById("map-note");
  const drawn = await drawMap(host, note, { ground: { hasOutlines: false, hasNames: false } });
  if (!drawn) return;
  const { map } = drawn;
  const rows = [...document.querySelectorAll("#figures tbody tr")].filter((row) => row.dataset.code);
  const outlines = drawOutlines(drawn.outlines, host.dataset, rows);
  const located = rows.filter((row) => row.dataset.lat !== undefined);
  let known = new Map();
  const areMany = located.length > MANY;
  for (const row of located) {
    const marker = button(row, areMany, (code) => known.get(code));
    marker.options.keyboard = located.length <= MOST_STOPS;
    drawn.territories.addLayer(marker);
  }
  const look = (bounds) => bounds.isValid() && map.fitBounds(bounds, { padding: [24, 24], animate: false });
  if (host.dataset.code !== undefined) look(L.latLngBounds(located.map(({ dataset }) => [dataset.lat, dataset.lon])));
  known = await outlines;
  if (known.size && host.dataset.outlined === host.dataset.level) host.classList.add("has-outlines");
  const { level, outlined, within, code, pointsUrl } = host.dataset;
  if (code !== undefined) {
    const seen = outlined === level ? rows.map((row) => known.get(row.dataset.code)) : [within === outlined ? known.get(code) : null];
    const shapes = seen.filter(Boolean).map((one) => one.getBounds());
    if (shapes.length) look(shapes.reduce((all, one) => all.extend(one), L.latLngBounds(shapes[0])));
  }
  host.querySelector(".jumps")?.addEventListener("click", (event) => {
    const bounds = event.target.closest("button")?.dataset.bounds?.split(",").map(Number);
    if (bounds) map.fitBounds([bounds.slice(0, 2), bounds.slice(2)]);
  });
  let points = null;
  if (pointsUrl) {
    try {
      points = await drawPoints(map, pointsUrl, note);
    } catch {
      say(note, text("pointsAway"));
    }
  }
  const save = document.getElementById("save-png");
  save?.addEventListener("click", () => savePicture(save.dataset, { map, outlines: known, rows, points }));
  host.dataset.isDrawn = "true";
}

document.getElementById("copy-address")?.addEventListener("click", async ({ currentTarget }) => {
  const said = currentTarget.querySelector("span");
  try {
    await navigator.clipboard.writeText(window.location.href);
    said.textContent = text("linkCopied");
  } catch {
    said.textContent = text("linkNotCopied");
  }
  said.setAttribute("role", "status");
});

const host = document.getElementById("territories-map");
if (host) start(host);
