// "Autour de moi": the browser's position, and what to say when it is not to be had.

import { text } from "./texts.js";

/** A position that is known within so many metres is as good as an address: distances are rounded to what it is worth. */
const ROUGH_METRES = 250;

/** Resolve to `{latitude, longitude}`, and `accuracy` in metres where that is not near enough; reject with an Error whose message is for people. */
export function locate() {
  return new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(new Error(text("locationUnknown")));
      return;
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          // Three decimals, some hundred metres: enough to sort places, and no more is put into the address.
          latitude: Math.round(coords.latitude * 1e3) / 1e3,
          longitude: Math.round(coords.longitude * 1e3) / 1e3,
          ...(coords.accuracy > ROUGH_METRES && { accuracy: Math.ceil(coords.accuracy) }),
        }),
      (error) => reject(new Error(text(REASONS[error.code] ?? "locationUnknown"))),
      { timeout: 12000, maximumAge: 60000 },
    );
  });
}

const REASONS = { 1: "locationRefused", 2: "locationUnknown", 3: "locationSlow" };
