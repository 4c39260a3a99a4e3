
// Entries of the list and markers of the map: each shows the other. The list is the data.
const list = document.getElementById("places");
const markers = [];
// Pixels: from the map's edges, for the controls on the right, around a popup's content, and the popup's best size.
const EDGE = 12;
const CONTROLS = 64;
const AROUND = 64;
const SIDES = 36;
const BEST = [320, 256];
const LEAST = 96;
// The start with so many places, up to where the next one lies much further (overseas, for example).
const NEAREST = 8;
const AT_LEAST = 2;
const REACH_METRES = 60000;
const LEAP = 3;
const said = (count) => list.dataset.cluster.replace("{count}", count);
places_layer.options.iconCreateFunction = (cluster) => {
  const count = cluster.getChildCount();
  const icon = document.createElement("span");
  icon.textContent = count;
  icon.setAttribute("aria-label", said(count));
  const size = 28 + 6 * String(count).length;
  return L.divIcon({ className: "cluster", html: icon, iconSize: [size, size] });
};
/** Keep popups off the controls and within the map, as large as it is now. */
function makeRoom() {
  const { x: width, y: height } = standalone_map.getSize();
  const note = document.getElementById("offline");
  const foot = EDGE + Math.max(
    standalone_map.attributionControl.getContainer().offsetHeight,
    note.hidden ? 0 : standalone_map.getContainer().getBoundingClientRect().bottom - note.getBoundingClientRect().top,
  );
  L.Popup.mergeOptions({
    maxWidth: Math.min(BEST[0], width - EDGE - CONTROLS - SIDES),
    maxHeight: Math.max(LEAST, Math.min(BEST[1], height - EDGE - foot - AROUND)),
    autoPanPaddingTopLeft: [EDGE, EDGE],
    autoPanPaddingBottomRight: [CONTROLS, foot],
  });
}
const dots = new Map();
/** The marker of a kind of place: its drawing, as in the list of the site, in a dashed ring where it stands roughly. */
function dot(name, isApproximate) {
  const key = `${name} ${isApproximate}`;
  if (!dots.has(key)) {
    const html = name ? `<svg class="icon" aria-hidden="true"><use href="#${CSS.escape(name)}"></use></svg>` : "";
    dots.set(key, L.divIcon({ className: isApproximate ? "dot is-approximate" : "dot", html, iconSize: name ? [26, 26] : [18, 18] }));
  }
  return dots.get(key);
}
for (const item of list.children) {
  if (item.dataset.lat === undefined) continue;
  const entry = item.querySelector(".entry");
  const name = entry.querySelector("h2").textContent;
  const isApproximate = item.dataset.approximate !== undefined;
  const rough = isApproximate ? list.dataset.rough : "";
  const title = [name, entry.querySelector("p").textContent, rough].filter(Boolean).join(", ");
  const icon = dot(item.dataset.icon, isApproximate);
  const marker = L.marker([Number(item.dataset.lat), Number(item.dataset.lon)], { icon, title, alt: title });
  marker.bindPopup(() => entry.cloneNode(true));
  marker.on("preclick keypress", makeRoom);
  const show = document.createElement("button");
  show.type = "button";
  show.textContent = list.dataset.show;
  show.addEventListener("click", () => {
    document.getElementById("standalone_map").scrollIntoView({ block: "nearest" });
    makeRoom();
    places_layer.zoomToShowLayer(marker, () => marker.openPopup());
  });
  item.append(show);
  markers.push(marker);
}
places_layer.addLayers(markers);
standalone_map.on("popupopen", ({ popup }) => {
  popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", list.dataset.close);
});
// Leaflet does so only where the map itself holds the focus, and not one of its markers.
standalone_map.getContainer().addEventListener("keydown", ({ key }) => {
  if (key === "Escape") standalone_map.closePopup();
});
/** The start and its nearest places; the list goes outwards. */
function nearby(start) {
  const found = [start];
  let reach = REACH_METRES;
  for (const marker of markers.slice(0, NEAREST)) {
    const metres = standalone_map.distance(start, marker.getLatLng());
    if (metres > reach && found.length > AT_LEAST) break;
    reach = Math.max(reach, metres * LEAP);
    found.push(marker.getLatLng());
  }
  return found;
}
let seen = markers.map((marker) => marker.getLatLng());
if (list.dataset.lat !== undefined) {
  const start = L.latLng(Number(list.dataset.lat), Number(list.dataset.lon));
  const icon = L.divIcon({ className: "origin", html: "", iconSize: [18, 18] });
  const { start: title } = list.dataset;
  L.marker(start, { icon, title, alt: title, keyboard: false, interactive: false, zIndexOffset: -500 }).addTo(standalone_map);
  seen = nearby(start);
}
if (seen.length > 0) {
  standalone_map.fitBounds(L.latLngBounds(seen), { padding: [30, 30], maxZoom: 14, animate: false });
}
