// A list of sites: sent as a file, its answer read line by line as it comes.

import { counted, number, text } from "./texts.js";

const SHOWN = 100;
const JSON_LINES = "application/x-ndjson";

/** Let `section` take a file, by choice or by drop, and show what becomes of its rows. */
export function listUpload(section) {
  const part = (id) => section.querySelector(`#list-${id}`);
  const form = section.querySelector("form");
  const input = part("file");
  let sent = null;
  let running = null;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.files.length) run(input.files[0]);
  });
  part("stop").addEventListener("click", () => running?.abort());
  for (const button of section.querySelectorAll("[data-accept]")) {
    button.addEventListener("click", () => download(button));
  }
  takeDrops(part("drop"), (file) => {
    const list = new DataTransfer();
    list.items.add(file);
    input.files = list.files;
    run(file);
  });

  async function run(file) {
    running?.abort();
    const mine = new AbortController();
    running = mine;
    sent = { file, url: address() };
    part("failure").hidden = part("result").hidden = true;
    part("progress").hidden = false;
    part("said").textContent = text("listSending");
    part("bar").removeAttribute("value");
    const tally = newTally(await countRows(file));
    try {
      const response = await ask(JSON_LINES, mine.signal);
      await eachLine(response, (line) => count(tally, line), () => progress(tally));
      show(tally);
    } catch (error) {
      if (mine === running) fail(error.name === "AbortError" ? text("listStopped") : error.said ?? text("failedAway"));
    } finally {
      if (mine === running) part("progress").hidden = true;
    }
  }

  function address() {
    const asked = { max_km: part("km").value, limit: part("limit").value, lang: section.dataset.lang };
    return `${section.dataset.batchUrl}?${new URLSearchParams(asked)}`;
  }

  async function ask(accept, signal) {
    const { file, url } = sent;
    const headers = { "Content-Type": /\.(ndjson|jsonl)$/i.test(file.name) ? JSON_LINES : "text/csv", Accept: accept };
    const response = await fetch(url, { method: "POST", body: file, headers, signal });
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw Object.assign(new Error(), { said: problem.message });
  }

  function progress(tally) {
    const done = tally.matched + tally.without;
    part("said").textContent = counted("listRows", done);
    if (tally.rows) part("bar").value = Math.min(done / tally.rows, 1);
  }

  function show(tally) {
    part("summary").textContent = text("listSummary", {
      rows: counted("listRows", tally.matched + tally.without),
      matched: number(tally.matched),
      without: number(tally.without),
    });
    part("result").hidden = false;
    part("without").hidden = tally.without === 0;
    section.querySelector("tbody").replaceChildren(...tally.shown.map(row));
    part("more").hidden = tally.without <= SHOWN;
    part("more").textContent = counted("more", tally.without - SHOWN);
  }

  function row({ id, message }) {
    const line = document.createElement("tr");
    const site = document.createElement("th");
    site.scope = "row";
    site.textContent = id;
    const why = document.createElement("td");
    why.textContent = message?.[section.dataset.lang] ?? "";
    line.append(site, why);
    return line;
  }

  function fail(said) {
    part("failure").textContent = said;
    part("failure").hidden = false;
  }

  async function download(button) {
    button.setAttribute("aria-busy", "true");
    part("failure").hidden = true;
    try {
      const response = await ask(button.dataset.accept);
      const link = document.createElement("a");
      link.href = URL.createObjectURL(await response.blob());
      link.download = `${sent.file.name.replace(/\.\w+$/, "")}-proxilieux.${button.dataset.name}`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    } catch (error) {
      fail(error.said ?? text("failedAway"));
    } finally {
      button.removeAttribute("aria-busy");
    }
  }
}

function newTally(rows) {
  return { rows, matched: 0, without: 0, shown: [] };
}

/** Count one line of the answer: a row has as many as it has matches, or one. */
function count(tally, line) {
  if (line.status === "matched") {
    tally.matched += line.rank === 1;
    return;
  }
  tally.without += 1;
  if (tally.shown.length < SHOWN) tally.shown.push(line);
}

/** About how many rows a file has: its line breaks, for the progress bar only. */
async function countRows(file) {
  let breaks = 0;
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return breaks;
    for (const byte of value) breaks += byte === 10;
  }
}

async function eachLine(response, take, rest) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let open = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const lines = (open + value).split("\n");
    open = lines.pop();
    for (const line of lines) take(JSON.parse(line));
    rest();
  }
}

function takeDrops(zone, take) {
  const over = (is) => (event) => {
    event.preventDefault();
    zone.classList.toggle("is-over", is);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  });
}
