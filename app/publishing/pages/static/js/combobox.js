// An input with suggestions, after the ARIA combobox pattern (list autocomplete, manual selection).

import { counted, text } from "./texts.js";

const WAIT_MS = 180;
const SHORTEST = 2;

/**
 * Make `input` a combobox over `list`.
 *
 * `suggest(query, signal)` gives `{label, context}` objects; `choose(suggestion)` is told what was taken.
 */
export function combobox(input, list, { suggest, choose }) {
  let suggestions = [];
  // What the suggestions are for: while more is being written, those on show are for less than that.
  let answered = null;
  let active = -1;
  let pending = null;
  let timer = 0;
  const status = liveRegion(input);

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  list.setAttribute("role", "listbox");

  function close() {
    clearTimeout(timer);
    pending?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function activate(index) {
    active = index;
    list.querySelectorAll("[role=option]").forEach((option, position) => {
      option.setAttribute("aria-selected", String(position === index));
      if (position === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `${list.id}-${index}`);
  }

  function take(index) {
    const suggestion = suggestions[index];
    input.value = suggestion.label;
    close();
    leaveOnTouch(input);
    choose(suggestion);
  }

  function show() {
    list.replaceChildren(...suggestions.map((suggestion, index) => option(suggestion, index)));
    if (suggestions.length === 0) list.replaceChildren(nothing());
    // A listbox holds options; a sentence alone is none.
    if (suggestions.length === 0) list.removeAttribute("role");
    else list.setAttribute("role", "listbox");
    list.hidden = false;
    input.setAttribute("aria-expanded", String(suggestions.length > 0));
    status.textContent = suggestions.length ? counted("suggestions", suggestions.length) : text("noSuggestion");
    activate(-1);
  }

  function option(suggestion, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.append(suggestion.label);
    if (suggestion.context) {
      const context = document.createElement("span");
      context.className = "suggestion-context";
      context.textContent = suggestion.context;
      item.append(context);
    }
    // A press must not take the focus from the input, or the list would close before the click.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => take(index));
    return item;
  }

  function nothing() {
    const item = document.createElement("li");
    item.className = "suggestions-none";
    item.textContent = text("noSuggestion");
    return item;
  }

  async function ask() {
    const query = input.value.trim();
    pending?.abort();
    if (query.length < SHORTEST) return close();
    pending = new AbortController();
    const { signal } = pending;
    try {
      const found = await suggest(query, signal);
      if (signal.aborted || document.activeElement !== input) return;
      suggestions = found;
      answered = query;
      show();
    } catch (error) {
      // Without suggestions the form still works: it is sent as it is written.
      if (error.name !== "AbortError") close();
    }
  }

  /** Move into the suggestions for what is written now; those on show may be for an earlier text. */
  async function enter(step) {
    if (list.hidden || answered !== input.value.trim()) {
      clearTimeout(timer);
      await ask();
    }
    if (list.hidden || suggestions.length === 0) return;
    const count = suggestions.length;
    // One step beyond either end leads back to what was written.
    activate(((active + 1 + step + count + 1) % (count + 1)) - 1);
  }

  input.addEventListener("input", () => {
    activate(-1);
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT_MS);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const isOpen = !list.hidden && suggestions.length > 0;
    if (event.key === "Escape") {
      event.preventDefault();
      if (list.hidden) input.value = "";
      close();
    } else if (event.key === "ArrowUp" && event.altKey) {
      event.preventDefault();
      close();
    } else if (event.key === "ArrowDown" && event.altKey) {
      event.preventDefault();
      ask();
    } else if ((event.key === "Home" || event.key === "End") && isOpen) {
      // The cursor moves in the text, as the pattern has it for an input that can be edited.
      activate(-1);
    } else if (event.key === "Enter" && isOpen && active >= 0) {
      event.preventDefault();
      take(active);
    } else if (event.key === "ArrowDown" || (event.key === "ArrowUp" && isOpen)) {
      event.preventDefault();
      enter(event.key === "ArrowDown" ? 1 : -1);
    }
  });
  input.form?.addEventListener("submit", close);
  return { close };
}

/** On a touch screen the keyboard would stay over what was found. */
export function leaveOnTouch(input) {
  if (window.matchMedia("(pointer: coarse)").matches) input.blur();
}

function liveRegion(input) {
  const region = document.createElement("span");
  region.className = "visually-hidden";
  region.setAttribute("role", "status");
  input.after(region);
  return region;
}
