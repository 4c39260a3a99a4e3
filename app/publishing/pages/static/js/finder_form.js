// The finder's question: where to look, from the page's address; what to look for, from the form.

import { counted, number, text } from "./texts.js";

const WHERE = ["q", "mode", "lat", "lon", "label", "accuracy", "precision", "bbox", "territory", "ignored"];
const POSITION = ["lat", "lon", "label", "accuracy", "precision"];
const FILTERS = ["equipment", "either", "open", "day", "hour", "radius_km", "wheelchair", "free", "confirmed", "kind", "programme"];

/** The parameters of a question that an address holds, in one order, without empty ones. */
export function questionOf(address = window.location.href) {
  const asked = new URL(address, window.location.href).searchParams;
  const kept = new URLSearchParams();
  for (const name of [...WHERE, ...FILTERS]) {
    for (const value of new Set(asked.getAll(name))) if (value.trim()) kept.append(name, value);
  }
  // A form without scripts keeps the area or position it came with; once another text is written, the text counts.
  if (kept.has("q") && kept.get("mode") !== "text") drop(kept, ["bbox"]);
  if (kept.has("bbox")) drop(kept, POSITION);
  else if (kept.has("lat") && kept.has("q") && kept.get("q") !== kept.get("label")) drop(kept, POSITION);
  else if (kept.has("lat")) drop(kept, ["q", "mode"]);
  // So does how it was looked for.
  if (!kept.has("lat")) drop(kept, ["accuracy", "precision"]);
  if (!kept.has("lat") && kept.has("label")) drop(kept, kept.get("q") === kept.get("label") ? ["label"] : ["label", "mode"]);
  if (!kept.has("q")) drop(kept, ["mode"]);
  if (kept.has("q") || kept.has("lat") || kept.has("bbox")) drop(kept, ["territory"]);
  return kept;
}

/** Whether two questions look at the same part of the map. */
export function isSamePlace(one, other) {
  return [...WHERE, "radius_km"].every((name) => one.get(name) === other.get(name));
}

/** Whether the question starts where this browser has found itself. */
export function isOwn(question) {
  return question.get("label") === text("myPosition");
}

/** The address of this page for a question; its language stays. Whoever else opens it is not where we are. */
export function addressOf(question) {
  const parameters = new URLSearchParams(question);
  if (isOwn(question)) parameters.set("label", text("sharedPosition"));
  const lang = new URL(window.location.href).searchParams.get("lang");
  if (lang) parameters.set("lang", lang);
  const query = parameters.toString();
  return query ? `${window.location.pathname}?${query}` : window.location.pathname;
}

/** A question with another place to look at, the filters as they are. */
export function elsewhere(question, where) {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(where)) if (value !== null && value !== "") asked.set(name, value);
  for (const name of FILTERS) for (const value of question.getAll(name)) asked.append(name, value);
  return asked;
}

export class FinderForm {
  constructor(form) {
    this.form = form;
    this.input = form.elements.namedItem("q");
    this.hasStart = false;
    /** The words in the box for where the answer looks, by which other words are told. */
    this.shown = this.input.value.trim();
  }

  /** The question with the filters that the form shows. */
  filtered(question) {
    const asked = new URLSearchParams(question);
    drop(asked, FILTERS);
    const shown = new FormData(this.form);
    for (const name of FILTERS) for (const value of shown.getAll(name)) if (value) asked.append(name, value);
    return asked;
  }

  /** The question that the form asks when it is sent: another text is another place to look at. */
  sent(question) {
    const written = this.input.value.trim();
    const stays = written === this.shown;
    const place = stays ? question : elsewhere(question, { q: written });
    return this.filtered(place);
  }

  /** Show a question in the form. */
  fill(question, shown = question.get("label") ?? question.get("q") ?? "") {
    this.input.value = shown;
    this.shown = shown;
    for (const name of FILTERS) {
      const values = question.getAll(name);
      for (const field of this.form.querySelectorAll(`[name="${name}"]`)) {
        if (field.type === "checkbox") field.checked = values.includes(field.value);
        else if (field.type === "radio") field.checked = field.value === (values[0] ?? "");
        else choose(field, values[0] ?? "");
      }
    }
    this.countChosen();
  }

  /** A day goes instead of now, this evening and this weekend, and an hour with a single day. */
  agree({ name, value }) {
    const field = (other) => this.form.elements.namedItem(other);
    if (name === "open" && value !== "appointment") {
      choose(field("day"), "");
      choose(field("hour"), "");
    }
    if ((name === "day" || name === "hour") && value && field("open").value !== "appointment") field("open").value = "";
  }

  /** Take away the filters of a part of the form. */
  clear(question, names) {
    const asked = new URLSearchParams(question);
    drop(asked, names === "equipment" ? ["equipment"] : FILTERS.filter((name) => name !== "equipment"));
    return asked;
  }

  countChosen() {
    const chosen = this.filtered(new URLSearchParams());
    // Whether one type is enough says how the others are meant, and an hour is of its day.
    for (const name of ["either", "hour"]) chosen.delete(name);
    // A distance counts from a start only.
    if (!this.hasStart) chosen.delete("radius_km");
    const equipment = chosen.getAll("equipment").length;
    badge("equipment-count", equipment);
    badge("filter-count", [...chosen.keys()].length - equipment);
  }

  /** Show what an answer says of the choices: how many places each would leave, and how many are left. */
  showAnswer(results) {
    this.hasStart = results.dataset.originLat !== undefined;
    document.getElementById("radius-hint").hidden = this.hasStart;
    this.countChosen();
    this.showFacets(JSON.parse(results.querySelector("#facets").textContent));
    const total = Number(results.dataset.total);
    const said = total ? counted("show", total) : text("showNothing");
    for (const button of this.form.querySelectorAll(".filter-buttons [type=submit]")) button.textContent = said;
  }

  /** Write beside every choice how many places it would leave; what would leave none of them cannot be chosen. */
  showFacets(facets) {
    for (const shown of this.form.querySelectorAll("[data-facet]")) {
      const [family, code] = shown.dataset.facet.split(":");
      const count = family === "programme" && code === "any" ? facets.funded : (facets[family]?.[code] ?? 0);
      const isDead = count === 0 && facets.total > 0 && !facets.is_open_ended;
      if (shown.dataset.label) {
        shown.textContent = `${shown.dataset.label} (${number(count)})`;
        shown.disabled = isDead && !shown.selected;
      } else {
        shown.textContent = number(count);
        showDead(shown.closest(".pill"), count === 0, isDead);
      }
    }
    this.showHours(facets);
  }

  /** Where no place says when it is open, nobody is asked when. */
  showHours({ open, total, without }) {
    const areUnknown = (without.hours ?? total) > 0 && !open.known;
    document.getElementById("no-hours").hidden = !areUnknown;
    document.getElementById("hours-hint").hidden = areUnknown;
    document.getElementById("day-fields").hidden = areUnknown && !this.form.elements.namedItem("day").value;
    for (const { value, checked, parentElement: pill } of this.form.querySelectorAll("[name=open]")) {
      pill.hidden = areUnknown && !checked && !["", "appointment"].includes(value);
    }
  }
}

/** Whoever has just left a choice keeps the focus there, and may take it again. */
function showDead(pill, isEmpty, isDead) {
  const input = pill.querySelector("input");
  pill.classList.toggle("is-empty", isEmpty && !input.checked);
  input.disabled = isDead && !input.checked && document.activeElement !== input;
  if (input.disabled) input.setAttribute("aria-describedby", input.dataset.why);
  else input.removeAttribute("aria-describedby");
}

function drop(parameters, names) {
  for (const name of names) parameters.delete(name);
}

function choose(select, value) {
  if (select.options && ![...select.options].some((option) => option.value === value)) select.add(new Option(value, value));
  select.value = value;
}

function badge(id, count) {
  const shown = document.getElementById(id);
  shown.textContent = count || "";
  shown.hidden = count === 0;
}
