// What a visitor keeps on this device, and nowhere else: places, and the last searches.

const PREFIX = "proxilieux.";

/** A list that was kept, or an empty one: a browser may refuse to keep anything. */
export function stored(name) {
  try {
    const found = JSON.parse(localStorage.getItem(PREFIX + name));
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

/** Keep a list; an empty one leaves nothing behind. */
export function store(name, list) {
  try {
    if (list.length) localStorage.setItem(PREFIX + name, JSON.stringify(list));
    else localStorage.removeItem(PREFIX + name);
  } catch {
    // Private windows may keep nothing; the page works without.
  }
}
