// The search as the address of the page says it: what can be shared, and gone back to.

/** `{q, mode, lat, lon, label, equipment}` from an address; the same meaning as on the server. */
export function readState(address = window.location.href) {
  const parameters = new URL(address).searchParams;
  const value = (name) => parameters.get(name)?.trim() || null;
  const state = {
    q: value("q"),
    mode: value("mode"),
    lat: degrees(value("lat")),
    lon: degrees(value("lon")),
    label: value("label"),
    equipment: [...new Set(parameters.getAll("equipment").filter(Boolean))],
  };
  const hasPosition = state.lat !== null && state.lon !== null;
  // A form keeps the position it came with; once another text is written, the text counts.
  if (hasPosition && (state.q === null || state.q === state.label)) return { ...state, q: null, mode: null };
  return { ...state, lat: null, lon: null, label: null };
}

/** The parameters that say a state; `lang` stays as it is. */
export function stateParameters(state) {
  const parameters = new URLSearchParams();
  for (const name of ["q", "mode", "lat", "lon", "label"]) {
    if (state[name] !== null && state[name] !== undefined) parameters.set(name, state[name]);
  }
  for (const code of state.equipment) parameters.append("equipment", code);
  const lang = new URL(window.location.href).searchParams.get("lang");
  if (lang) parameters.set("lang", lang);
  return parameters;
}

export function stateUrl(state) {
  const parameters = stateParameters(state).toString();
  return parameters ? `${window.location.pathname}?${parameters}` : window.location.pathname;
}

function degrees(value) {
  const number = value === null ? NaN : Number(value);
  return Number.isFinite(number) ? number : null;
}
