// The search in the page: its form, its results, its suggestions.
import { Index } from "./search_index.js";

const COUNT = 10;
const FACETS = ["author", "column", "topic", "year", "language"];
// How long nobody must have typed before passages are fetched, in milliseconds; how long one is.
const PAUSE = 150, PASSAGE = 180;

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

// A text as parts, every other of which a search has found: words that it looked for, and what
// is written together in a script without spaces.
function parts(text, { reader, words, runs }) {
  const isFound = (part) => reader.words(part).some((word) => words.some((one) => one.has(word)));
  const found = [""];
  const add = (part, marked) => { if ((found.length % 2 === 0) === marked) found[found.length - 1] += part; else found.push(part); };
  for (const part of text.split(/([\p{L}\p{N}\p{M}]+)/u)) {
    if (!reader.unspaced.test(part)) add(part, isFound(part));
    else for (const one of runs.length ? part.split(new RegExp(`(${runs.join("|")})`, "u")) : [part]) add(one, runs.includes(one));
  }
  return found;
}

const marked = (text, found) => parts(text, found).map((part, i) => (i % 2 ? make("mark", {}, part) : part));

// How many of the words that were asked for a text has.
function answered(text, { reader, words, runs }) {
  const has = new Set(reader.words(text));
  return words.filter((one) => [...one].some((word) => has.has(word))).length + runs.filter((run) => text.includes(run)).length;
}

// The part of a text around the first word that was found.
function excerpt(text, found) {
  const [before] = parts(text, found);
  if (text.length <= PASSAGE) return text;
  const first = Math.max(0, before.length - 60);
  const start = first && text.lastIndexOf(" ", first) + 1;
  const end = start + PASSAGE < text.length ? text.lastIndexOf(" ", start + PASSAGE) : text.length;
  return `${start ? "… " : ""}${text.slice(start, end > start ? end : start + PASSAGE)}${end < text.length ? " …" : ""}`;
}

const texts = new Map();
// The paragraphs of a page, or of the part of it that an address names.
function paragraphs(url) {
  if (!texts.has(url.href)) texts.set(url.href, fetched(url));
  return texts.get(url.href);
}

async function fetched(url) {
  const page = new DOMParser().parseFromString(await (await fetch(url)).text(), "text/html");
  const from = (url.hash && page.getElementById(decodeURIComponent(url.hash.slice(1)))) || page.querySelector("main");
  const blocks = [...from.querySelectorAll("p, li, dd, figcaption, td, pre")].filter((one) => !one.closest("nav") && !one.querySelector("p, li"));
  return (blocks.length ? blocks : [from]).map((one) => one.textContent.replace(/\s+/g, " ").trim());
}

export async function mount(place, address) {
  const link = document.querySelector("#refresher_search-link");
  const words = JSON.parse(link.dataset.words);
  const root = new URL(link.dataset.root, location.href);
  const id = `refresher_search-${document.querySelectorAll(".search").length}`;
  const input = make("input", { type: "search", id, name: "q", autocomplete: "off", enterkeyhint: "go", spellcheck: "false", placeholder: words.label });
  const facets = make("div", { class: "search-facets" });
  const status = make("p", { class: "search-status", role: "status" }, words.loading);
  const results = make("ol", { class: "search-results" });
  const more = make("button", { type: "button" }, words.more);
  more.hidden = true;
  const form = make("form", { class: "search", role: "search", action: address.split("?")[0], "aria-busy": "true" },
    make("label", { for: id }, words.label), input, status, results, more, facets);
  place.replaceChildren(form);
  input.focus();

  const index = await new Index(new URL(link.dataset.index, location.href)).open();
  status.textContent = "";
  form.removeAttribute("aria-busy");
  const selects = FACETS.filter((name) => Object.keys(index.facets[name] ?? {}).length > 1).map((name) => {
    const select = make("select", { id: `${id}-${name}`, name });
    facets.append(make("div", {}, make("label", { for: select.id }, words[name]), select));
    return select;
  });
  const chosen = () => Object.fromEntries(selects.filter((select) => select.value).map((select) => [select.name, select.value]));

  // Each facet that parts the results, with the number of results for each of its values.
  function count(pages) {
    const within = new Set(pages);
    for (const select of selects) {
      const current = select.value;
      const values = Object.entries(index.facets[select.name])
        .map(([value, all]) => [value, pages.length ? all.filter((page) => within.has(page)).length : all.length])
        .filter(([value, number]) => number || value === current);
      if (select.name === "year") values.reverse();
      select.replaceChildren(make("option", { value: "" }, words.all), ...values.map(([value, number]) => make("option", { value }, `${value} (${number})`)));
      select.value = current;
      select.parentElement.hidden = values.length < 2 && !current;
    }
  }

  async function item(number, found) {
    const [path, title, summary, meta, lang, dir] = await index.page(number);
    const url = new URL(path, root);
    const marks = lang ? { lang, dir } : {};
    const passage = make("p", marks, ...marked(summary, found));
    const element = make("li", {}, make("a", { href: url, ...marks }, ...marked(title, found)), passage,
      ...(meta ? [make("p", { class: "refresher-meta" }, meta)] : []));
    // What title and summary don't show is looked for in the text.
    const has = answered(`${title} ${summary}`, found);
    if (has < found.words.length) waiting.push({ url, passage, found, least: answered(summary, found) });
    return element;
  }

  let run = 0;
  let shown = [];
  let waiting = [];
  let pause;
  async function extend(found) {
    const next = shown.splice(0, COUNT);
    results.append(...(await Promise.all(next.map((number) => item(number, found)))));
    more.hidden = !shown.length;
    fill();
  }

  // Shows passages in the place of summaries that don't have what was looked for.
  function fill() {
    clearTimeout(pause);
    const own = run;
    const wanted = waiting;
    waiting = [];
    pause = setTimeout(async () => {
      for (const { url, passage, found, least } of wanted) {
        let best = "", most = least;
        for (const text of await paragraphs(url)) {
          const number = answered(text, found);
          if (number > most) [best, most] = [text, number];
        }
        if (best) passage.replaceChildren(...marked(excerpt(best, found), found));
        // Whoever goes on typing must not wait for passages.
        await new Promise((done) => setTimeout(done));
        if (own !== run) return;
      }
    }, PAUSE);
  }

  async function update() {
    const own = ++run;
    const query = input.value.trim();
    const { pages, meant, typed, words: looked, runs } = await index.search(query, chosen());
    if (own !== run) return;
    const found = { reader: index.words, words: looked, runs };
    waiting = [];
    const first = await Promise.all(pages.slice(0, COUNT).map((number) => item(number, found)));
    if (own !== run) return;
    // Keeps the focus at the same position of the list if it has moved there meanwhile.
    const at = [...results.children].findIndex((one) => one.contains(document.activeElement));
    results.replaceChildren(...first);
    results.dataset.for = query;
    if (at >= 0) (first[Math.min(at, first.length - 1)]?.querySelector("a") ?? input).focus();
    shown = pages.slice(COUNT);
    more.hidden = !shown.length;
    more.onclick = () => extend(found);
    fill();
    count(pages);
    if (!query && !pages.length) status.textContent = "";
    else if (pages.length) {
      const number = pages.length === 1 ? words.one : words.many.replace("%s", pages.length);
      status.textContent = [number, meant.length ? words.spelling.replace("%s", () => meant.join(", ")) : words.enter].join(" · ");
    } else suggest(query, typed);
    if (place.hasAttribute("data-search")) {
      const url = new URL(location.href);
      url.search = new URLSearchParams({ ...(query && { q: query }), ...chosen() });
      history.replaceState(null, "", url);
    }
  }

  function suggest(query, typed) {
    const similar = [...new Set(typed.flatMap((word) => index.similar(word)))];
    status.replaceChildren(words.none.replace("%s", () => query), " ");
    if (similar.length) {
      status.append(words.meant, " ");
      for (const word of similar) {
        const button = make("button", { type: "button" }, word);
        button.addEventListener("click", () => { input.value = word; input.focus(); change(); });
        status.append(button, " ");
      }
    }
    const topic = selects.find((one) => one.name === "topic");
    const topics = topic ? Object.keys(index.facets.topic).slice(0, 8) : [];
    if (topics.length) {
      status.append(make("br"), words.try, " ");
      for (const title of topics) {
        const button = make("button", { type: "button" }, title);
        button.addEventListener("click", () => { input.value = ""; topic.value = title; change(); });
        status.append(button, " ");
      }
    }
  }

  let changed = Promise.resolve();
  const change = () => (changed = update());
  const asked = new URLSearchParams(place.hasAttribute("data-search") ? location.search : "");
  if (!input.value) input.value = asked.get("q") ?? "";
  count([]);
  for (const select of selects) select.value = asked.get(select.name) ?? "";
  input.addEventListener("input", change);
  facets.addEventListener("change", change);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await changed;
    results.querySelector("a")?.click();
  });
  // The arrow keys move through the results, as in a list.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp" || event.target.tagName === "SELECT") return;
    const stops = [input, ...results.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });
  if (input.value || Object.keys(chosen()).length) await change();
}
