// The search in the page: its form, its results, its suggestions.
import { Index } from "./search_index.js";

const COUNT = 10;
const FACETS = ["author", "column", "topic", "year", "language"];

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

// A text in which what a search looked for is highlighted: words that start like one of those
// typed, the words of phrases, and what is written together in a script without spaces.
function highlighted(text, { words, typed, phrases }) {
  const runs = phrases.filter((one) => words.unspaced.test(one.join(""))).map((one) => one.join(""));
  const exact = new Set(phrases.flat());
  return text.split(/([\p{L}\p{N}\p{M}]+)/u).flatMap((part) => {
    if (words.unspaced.test(part)) return !runs.length ? part : part.split(new RegExp(`(${runs.join("|")})`, "u")).map((one) => runs.includes(one) ? make("mark", {}, one) : one);
    const [word] = words.words(part);
    return word && (exact.has(word) || typed.some((one) => one.length > 1 && (word.startsWith(one) || (one.length > 4 && word.length > 3 && one.startsWith(word))))) ? make("mark", {}, part) : part;
  });
}

export async function mount(place, address) {
  const link = document.querySelector("#refresher_search-link");
  const words = JSON.parse(link.dataset.words);
  const root = new URL(link.dataset.root, location.href);
  const id = `refresher_search-${document.querySelectorAll(".search").length}`;
  const input = make("input", { type: "search", id, name: "q", autocomplete: "off", enterkeyhint: "search", spellcheck: "false" });
  const facets = make("div", { class: "search-facets" });
  const status = make("p", { class: "search-status", role: "status" }, words.loading);
  const results = make("ol", { class: "search-results" });
  const more = make("button", { type: "button" }, words.more);
  more.hidden = true;
  const form = make("form", { class: "search", role: "search", action: address.split("?")[0] },
    make("label", { for: id }, words.label), input, facets, status, results, more);
  form.addEventListener("submit", (event) => event.preventDefault());
  place.replaceChildren(form);
  input.focus();

  const index = await new Index(new URL(link.dataset.index, location.href)).open();
  status.textContent = "";
  const selects = FACETS.filter((name) => index.facets[name]).map((name) => {
    const select = make("select", { id: `${id}-${name}`, name });
    facets.append(make("div", {}, make("label", { for: select.id }, words[name]), select));
    return select;
  });
  const chosen = () => Object.fromEntries(selects.filter((select) => select.value).map((select) => [select.name, select.value]));

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
    }
  }

  async function item(number, found) {
    const [path, title, summary, meta, lang, dir] = await index.page(number);
    const marks = lang ? { lang, dir } : {};
    return make("li", {},
      make("a", { href: new URL(path, root), ...marks }, ...highlighted(title, found)),
      make("p", marks, ...highlighted(summary, found)),
      ...(meta ? [make("p", { class: "refresher-meta" }, meta)] : []));
  }

  let run = 0;
  let shown = [];
  async function extend(found) {
    const next = shown.splice(0, COUNT);
    results.append(...(await Promise.all(next.map((number) => item(number, found)))));
    more.hidden = !shown.length;
  }

  async function update() {
    const own = ++run;
    const query = input.value.trim();
    const { pages, meant, typed, phrases } = await index.search(query, chosen());
    const found = { words: index.words, typed: [...typed, ...meant], phrases };
    const first = await Promise.all(pages.slice(0, COUNT).map((number) => item(number, found)));
    if (own !== run) return;
    // Keeps the focus at the same position of the list if it has moved there meanwhile.
    const at = [...results.children].findIndex((one) => one.contains(document.activeElement));
    results.replaceChildren(...first);
    if (at >= 0) (first[Math.min(at, first.length - 1)]?.querySelector("a") ?? input).focus();
    shown = pages.slice(COUNT);
    more.hidden = !shown.length;
    more.onclick = () => extend(found);
    count(pages);
    if (!query && !pages.length) status.textContent = "";
    else if (pages.length) {
      const number = pages.length === 1 ? words.one : words.many.replace("%s", pages.length);
      status.textContent = meant.length ? `${number} · ${words.spelling.replace("%s", () => meant.join(", "))}` : number;
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
        button.addEventListener("click", () => { input.value = word; input.focus(); update(); });
        status.append(button, " ");
      }
    }
    const topics = Object.keys(index.facets.topic ?? {}).slice(0, 8);
    if (topics.length) {
      status.append(make("br"), words.try, " ");
      for (const topic of topics) {
        const button = make("button", { type: "button" }, topic);
        button.addEventListener("click", () => { input.value = ""; selects.find((one) => one.name === "topic").value = topic; update(); });
        status.append(button, " ");
      }
    }
  }

  const asked = new URLSearchParams(place.hasAttribute("data-search") ? location.search : "");
  if (!input.value) input.value = asked.get("q") ?? "";
  count([]);
  for (const select of selects) select.value = asked.get(select.name) ?? "";
  input.addEventListener("input", update);
  facets.addEventListener("change", update);
  // The arrow keys move through the results, as in a list.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp" || event.target.tagName === "SELECT") return;
    const stops = [input, ...results.querySelectorAll("a")];
    const next = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
    if (next) { event.preventDefault(); next.focus(); }
  });
  if (input.value || Object.keys(chosen()).length) await update();
}
