// The decision map as a picture: what is seen of it, its title, the four figures and what the colours mean.

const SCALE = 2;
const WIDTH = 960;
const HEAD = 132;
const FOOT = 68;
const LINE = 24;
const MARGIN = 24;

/** Save the map as it is seen as a PNG; `file`, `title` and `subtitle` say what it is. */
export async function savePicture({ file, title, subtitle }, shown) {
  const { map } = shown;
  const size = map.getSize();
  const ratio = WIDTH / size.x;
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH * SCALE;
  canvas.height = (HEAD + size.y * ratio + FOOT) * SCALE;
  const pen = canvas.getContext("2d");
  pen.scale(SCALE, SCALE);
  pen.fillStyle = colour("--paper");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  writeHead(pen, title, subtitle);
  pen.save();
  pen.translate(0, HEAD);
  pen.scale(ratio, ratio);
  pen.beginPath();
  pen.rect(0, 0, size.x, size.y);
  pen.clip();
  pen.fillStyle = colour("--sunken");
  pen.fillRect(0, 0, size.x, size.y);
  drawOutlines(pen, shown);
  drawPoints(pen, shown);
  pen.restore();
  writeFoot(pen, HEAD + size.y * ratio);
  const blob = await new Promise((resolve) => {
    canvas.toBlob(resolve, "image/png");
  });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function writeHead(pen, title, subtitle) {
  const font = getComputedStyle(document.body).fontFamily;
  pen.fillStyle = colour("--ink");
  pen.font = `700 24px ${font}`;
  pen.fillText(title, MARGIN, 40, WIDTH - 2 * MARGIN);
  pen.font = `400 15px ${font}`;
  pen.fillStyle = colour("--ink-soft");
  pen.fillText(subtitle, MARGIN, 64, WIDTH - 2 * MARGIN);
  const figures = [...document.querySelectorAll(".figures > div")];
  figures.forEach((figure, index) => {
    const x = MARGIN + (index * (WIDTH - 2 * MARGIN)) / figures.length;
    pen.fillStyle = colour("--ink-soft");
    pen.font = `400 13px ${font}`;
    pen.fillText(figure.querySelector("dt").textContent.trim(), x, 92);
    pen.fillStyle = colour("--ink");
    pen.font = `700 20px ${font}`;
    const [value] = figure.querySelector("dd").textContent.split(" : ");
    const share = figure.querySelector(".of")?.textContent ?? "";
    pen.fillText([value.trim(), share].filter((one, place) => place === 0 || !value.includes(one)).join(" "), x, 116);
  });
}

function writeFoot(pen, top) {
  const font = getComputedStyle(document.body).fontFamily;
  let x = MARGIN;
  let y = top;
  pen.font = `400 12px ${font}`;
  for (const entry of document.querySelectorAll(".legend li")) {
    const label = entry.textContent.trim();
    const width = 18 + pen.measureText(label).width;
    if (x + width > WIDTH - MARGIN) {
      x = MARGIN;
      y += LINE;
    }
    const shade = /shade-(\w+)/.exec(entry.firstElementChild.className)?.[1];
    pen.fillStyle = shade ? fill(pen, shade) : colour(entry.querySelector(".swatch-place") ? "--brand" : "--accent");
    pen.fillRect(x, y + 16, 12, 12);
    pen.fillStyle = colour("--ink-soft");
    pen.fillText(label, x + 18, y + 27);
    x += width + 18;
  }
}

/** The colour of a shade; what is unknown is hatched. */
function fill(pen, shade) {
  if (shade !== "unknown") return colour(`--shade-${shade}`);
  const tile = document.createElement("canvas");
  tile.width = 8;
  tile.height = 8;
  const lines = tile.getContext("2d");
  lines.fillStyle = colour("--surface");
  lines.fillRect(0, 0, 8, 8);
  lines.strokeStyle = colour("--shade-none");
  lines.lineWidth = 2.5;
  for (const shift of [-8, 0, 8]) {
    lines.beginPath();
    lines.moveTo(shift - 1, 9);
    lines.lineTo(shift + 9, -1);
    lines.stroke();
  }
  return pen.createPattern(tile, "repeat");
}

function drawOutlines(pen, { map, outlines, rows }) {
  const shades = new Map(rows.map(({ dataset }) => [dataset.code, dataset.shade]));
  for (const [code, outline] of outlines) {
    const isShaded = outline.options.className?.includes("is-shaded");
    const isFrame = outline.options.className?.includes("is-frame");
    pen.beginPath();
    trace(pen, map, outline.getLatLngs());
    const ground = colour(isFrame ? "--surface" : "--sunken");
    pen.fillStyle = isShaded ? fill(pen, shades.get(code)) : ground;
    pen.strokeStyle = colour(isShaded ? "--surface" : "--line-strong");
    pen.fill("evenodd");
    pen.stroke();
  }
  for (const { dataset } of rows) {
    if (dataset.lat === undefined || outlines.get(dataset.code)?.options.className?.includes("is-shaded")) continue;
    const { x, y } = map.latLngToContainerPoint([Number(dataset.lat), Number(dataset.lon)]);
    dot(pen, x, y, 8, fill(pen, dataset.shade), colour("--line-strong"), 1);
  }
}

function trace(pen, map, rings) {
  for (const ring of rings) {
    if (Array.isArray(ring)) trace(pen, map, ring);
  }
  if (!rings.length || Array.isArray(rings[0])) return;
  rings.forEach((position, index) => {
    const { x, y } = map.latLngToContainerPoint(position);
    if (index) pen.lineTo(x, y);
    else pen.moveTo(x, y);
  });
  pen.closePath();
}

function drawPoints(pen, { map, points }) {
  if (!points) return;
  const { uncovered, places } = points;
  const most = Math.max(1, ...uncovered.weights);
  uncovered.lons.forEach((longitude, index) => {
    const { x, y } = map.latLngToContainerPoint([uncovered.lats[index], longitude]);
    dot(pen, x, y, 2.5 + 6 * Math.sqrt(uncovered.weights[index] / most), colour("--accent"), colour("--surface"), 1);
  });
  places.lons.forEach((longitude, index) => {
    const { x, y } = map.latLngToContainerPoint([places.lats[index], longitude]);
    dot(pen, x, y, 4.5, colour("--surface"), colour("--brand"), 3);
  });
}

function dot(pen, x, y, radius, inside, line, width) {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
  pen.fillStyle = inside;
  pen.fill();
  pen.strokeStyle = line;
  pen.lineWidth = width;
  pen.stroke();
}
