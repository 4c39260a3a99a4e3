// The sites of a list on a map: those for which a place was found, and those for which none was.

import { drawMap, fit } from "./page_map.js";

const host = document.getElementById("site-map");
const points = document.getElementById("site-points");

if (host && points) {
  const drawn = await drawMap(host, document.getElementById("map-note"));
  if (drawn) {
    // Ten thousand circles as elements would be slow; the table beside names each of them.
    const renderer = L.canvas();
    const style = getComputedStyle(host);
    const positions = JSON.parse(points.textContent).map(([latitude, longitude, isMatched, label]) => {
      const colour = style.getPropertyValue(isMatched ? "--brand" : "--accent");
      const position = L.latLng(latitude, longitude);
      const text = document.createElement("span");
      text.textContent = label;
      L.circleMarker(position, { renderer, radius: 6, color: colour, fillOpacity: isMatched ? 0.7 : 0, weight: 2 })
        .bindTooltip(text)
        .addTo(drawn.map);
      return position;
    });
    fit(drawn.map, positions, { closest: 12 });
  }
}
