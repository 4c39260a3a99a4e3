// Entries of the list, from the markup that the server gives as a template. Data is text, never markup.

import { counted, distanceText, equipmentLabels, hoursText, kindLabel, wheelchairLabels } from "./texts.js";

const MOST_CHIPS = 5;

/** The address of a place's page, in the page's language. */
export function placeUrl(pattern, id) {
  return pattern.replace("__id__", encodeURIComponent(id));
}

export function addressLine({ address, postcode, city, commune }) {
  const town = [postcode, city || commune].filter(Boolean).join(" ");
  return [(address ?? "").trim(), town].filter(Boolean).join(", ");
}

/** The equipment that may be shared, as labels. */
export function offeredLabels(equipment) {
  return equipment.filter((item) => item.shareable !== "no").map((item) => equipmentLabels[item.type] ?? item.type);
}

/** An entry for a Feature; `rank` is the number on its pin, or null. */
export function makeCard(template, feature, { rank, urlPattern }) {
  const item = template.content.firstElementChild.cloneNode(true);
  const place = feature.properties;
  item.dataset.id = feature.id;
  if (feature.geometry) [item.dataset.lon, item.dataset.lat] = feature.geometry.coordinates;
  put(item, ".card-number", rank);
  const link = item.querySelector(".card-name a");
  link.textContent = place.name;
  link.href = placeUrl(urlPattern, feature.id);
  put(item, ".card-distance", place.distance_m == null ? null : distanceText(place.distance_m, place.position_precision));
  put(item, ".card-kind", kindLabel(place.kind));
  if (place.status !== "planned") item.querySelector(".card-planned").remove();
  put(item, ".card-address", addressLine(place));
  chips(item.querySelector(".card-equipment"), offeredLabels(place.equipment));
  line(item, ".card-hours", place.opening_hours && hoursText(place.opening_hours));
  line(item, ".card-wheelchair", wheelchairLabels[place.wheelchair]);
  line(item, ".card-programmes", [...new Set(place.awards.map((award) => award.programme_name))].join(", "));
  return item;
}

function put(item, selector, value) {
  const element = item.querySelector(selector);
  if (value == null || value === "") element.remove();
  else element.textContent = value;
}

function line(item, selector, value) {
  const element = item.querySelector(selector);
  if (value) element.querySelector("span").textContent = value;
  else element.remove();
}

function chips(list, labels) {
  if (labels.length === 0) return list.remove();
  for (const label of labels.slice(0, MOST_CHIPS)) list.append(chip(label));
  if (labels.length > MOST_CHIPS) {
    const more = chip(counted("more", labels.length - MOST_CHIPS));
    more.className = "chip-more";
    list.append(more);
  }
  return undefined;
}

function chip(label) {
  const item = document.createElement("li");
  item.textContent = label;
  return item;
}
