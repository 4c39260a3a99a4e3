// What is said of a place in a line, from its Feature.

import { equipmentLabels } from "./texts.js";

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
