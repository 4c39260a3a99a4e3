// What is said of a place in a line.

/** The address of a place's page, in the page's language. */
export function placeUrl(pattern, id) {
  return pattern.replace("__id__", encodeURIComponent(id));
}
