
// Entries of the list and markers of the map: each shows the other. The list is the data.
const list = document.getElementById("places");
const markers = [];
const said = (count) => list.dataset.cluster.replace("{count}", count);
places_layer.options.iconCreateFunction = (cluster) => {
  const count = cluster.getChildCount();
  const icon = document.createElement("span");
  icon.textContent = count;
  icon.setAttribute("aria-label", said(count));
  const size = 28 + 6 * String(count).length;
  return L.divIcon({ className: "cluster", html: icon, iconSize: [size, size] });
};
for (const item of list.children) {
  if (item.dataset.lat === undefined) continue;
  const entry = item.querySelector(".entry");
  const name = entry.querySelector("h2").textContent;
  const icon = L.divIcon({ className: "dot", html: "", iconSize: [18, 18] });
  const marker = L.marker([Number(item.dataset.lat), Number(item.dataset.lon)], { icon, title: name, alt: name });
  marker.bindPopup(() => entry.cloneNode(true), { maxWidth: 320 });
  const show = document.createElement("button");
  show.type = "button";
  show.textContent = list.dataset.show;
  show.addEventListener("click", () => {
    document.getElementById("standalone_map").scrollIntoView({ block: "nearest" });
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
if (markers.length > 0) {
  standalone_map.fitBounds(L.latLngBounds(markers.map((marker) => marker.getLatLng())), {
    padding: [30, 30], maxZoom: 14, animate: false,
  });
}
