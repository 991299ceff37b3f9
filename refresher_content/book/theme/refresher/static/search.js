// Search: the index's files are loaded when they are needed, and cached.
const COUNT = 10;
const FACETS = ["author", "column", "topic", "year"];
const ENDINGS = new Set(["", "s", "es", "ed", "d", "ing", "er", "ers", "ly", "y", "ies", "e", "ion", "ions", "ation", "ations", "zation", "sation", "ze", "se", "ment", "ments", "al", "ally"]);

const fold = (text) => text.replaceAll("’", "'").replaceAll("'s", "").normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "");
const split = (text) => fold(text).match(/[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]|[\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}]*/gu) ?? [];

function sum(steps) {
  let at = 0;
  return steps.map((step) => (at += step));
}

// How many letters must be changed, added, dropped or swapped to make one word of the
// other (optimal string alignment); more than `limit` counts as infinitely many.
function distance(a, b, limit) {
  if (Math.abs(a.length - b.length) > limit) return Infinity;
  let before = [], last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let value = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) value = Math.min(value, before[j - 2] + 1);
      row.push(value);
      if (value < least) least = value;
    }
    if (least > limit) return Infinity;
    [before, last] = [last, row];
  }
  return last[b.length] <= limit ? last[b.length] : Infinity;
}

class Index {
  constructor(root) {
    this.root = root;
    this.cached = new Map();
  }

  file(name) {
    if (!this.cached.has(name)) {
      const read = fetch(new URL(name, this.root)).then((reply) => {
        if (!reply.ok) throw new Error(`${name}: ${reply.status}`);
        return reply.json();
      });
      this.cached.set(name, read);
    }
    return this.cached.get(name);
  }

  async open() {
    [this.head, this.facets] = await Promise.all([this.file("words.json"), this.file("facets.json")]);
    for (const values of Object.values(this.facets)) for (const [value, steps] of Object.entries(values)) values[value] = sum(steps);
    return this;
  }

  // The number of the first word that doesn't sort before the given one.
  lowerBound(word) {
    let low = 0, high = this.head.words.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.head.words[middle] < word) low = middle + 1; else high = middle;
    }
    return low;
  }

  // The words of the index that a typed word may stand for, each with its likelihood.
  candidates(typed, last) {
    const { words } = this.head;
    const found = new Map();
    const add = (number, likelihood) => { if ((found.get(number) ?? 0) < likelihood) found.set(number, likelihood); };
    const start = this.lowerBound(typed);
    const exact = words[start] === typed;
    if (exact) add(start, 1);
    if (last || typed.length > 3) for (let i = start; i < words.length && words[i].startsWith(typed) && found.size < 60; i++) add(i, exact || words[i].length - typed.length > 3 ? 0.5 : 0.8);
    if (typed.length > 3) {
      const stem = typed.slice(0, Math.max(4, typed.length - 3));
      for (let i = this.lowerBound(stem); i < words.length && words[i].startsWith(stem); i++) {
        let same = stem.length;
        while (same < typed.length && typed[same] === words[i][same]) same++;
        if (ENDINGS.has(typed.slice(same)) && ENDINGS.has(words[i].slice(same))) add(i, 0.7);
      }
    }
    if (!exact && typed.length > 3) {
      const limit = typed.length > 7 ? 2 : 1;
      const forms = typed.length > 4 && typed.endsWith("s") ? [typed, typed.slice(0, -1)] : [typed];
      for (let i = 0; i < words.length; i++) {
        if (found.has(i)) continue;
        const far = Math.min(...forms.map((form) => distance(form, words[i], limit)));
        if (far <= limit) add(i, 0.6 / Math.max(1, far));
      }
    }
    return [...found].sort((a, b) => b[1] - a[1]).slice(0, 24);
  }

  // Two words that were written as one: "sweetspot".
  parted(typed) {
    const { words } = this.head;
    const known = (word) => words[this.lowerBound(word)] === word;
    for (let at = 3; at <= typed.length - 3; at++) {
      const halves = [typed.slice(0, at), typed.slice(at)];
      if (halves.every(known)) return halves;
    }
    return [typed];
  }

  async postings(number) {
    const { starts } = this.head;
    let file = starts.length - 1;
    while (starts[file] > number) file--;
    const flat = (await this.file(`postings-${file}.json`))[number - starts[file]];
    const pages = [];
    for (let i = 0, at = 0; i < flat.length; i += 2) pages.push([(at += flat[i]), flat[i + 1]]);
    return pages;
  }

  // The pages that contain every word, best first; if none does, those that contain the most.
  async search(query, chosen) {
    const asked = [...new Set(split(query))];
    const typed = asked.flatMap((word, order) => this.candidates(word, order === asked.length - 1).length ? [word] : this.parted(word));
    const allowed = Object.entries(chosen).map(([name, value]) => new Set(this.facets[name]?.[value] ?? []));
    const scores = new Map();
    const meant = new Set();
    for (const [order, word] of typed.entries()) {
      const candidates = this.candidates(word, order === typed.length - 1);
      if (candidates.length && this.head.words[candidates[0][0]] !== word) meant.add(this.head.words[candidates[0][0]]);
      const best = new Map();
      for (const [number, likelihood] of candidates) {
        const postings = await this.postings(number);
        const rarity = Math.log(1 + this.head.pages / postings.length);
        for (const [page, weight] of postings) best.set(page, Math.max(best.get(page) ?? 0, likelihood * rarity * Math.sqrt(weight)));
      }
      for (const [page, score] of best) {
        const [sum, hits] = scores.get(page) ?? [0, 0];
        scores.set(page, [sum + score, hits + 1]);
      }
    }
    const most = Math.max(0, ...[...scores.values()].map(([, hits]) => hits));
    let pages = typed.length
      ? [...scores].filter(([, [, hits]]) => hits === most).sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0]).map(([page]) => page)
      : Object.keys(chosen).length ? [...allowed[0]] : [];
    pages = pages.filter((page) => allowed.every((set) => set.has(page)));
    return { pages, meant: [...meant], typed };
  }

  async page(number) {
    const { perFile } = this.head;
    return (await this.file(`pages-${Math.floor(number / perFile)}.json`))[number % perFile];
  }

  similar(word) {
    return this.head.words
      .filter((other) => other.length > 3 && Math.abs(other.length - word.length) < 4)
      .map((other) => [distance(word, other, 4), other])
      .filter(([far]) => far < Math.max(3, word.length / 2))
      .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1))
      .slice(0, 3).map(([, other]) => other);
  }
}

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
};

// A text in which every word that starts like one of the query is highlighted.
function highlighted(text, typed) {
  return text.split(/([\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}]*)/u).map((part) => {
    const word = fold(part);
    return typed.some((one) => one.length > 1 && word && (word.startsWith(one) || (one.length > 4 && word.length > 3 && one.startsWith(word)))) ? make("mark", {}, part) : part;
  });
}

export async function mount(place, address) {
  const link = document.querySelector("#refresher_search-link");
  const words = JSON.parse(link.dataset.words);
  const root = new URL(link.dataset.root, location.href);
  const id = `search-${document.querySelectorAll(".search").length}`;
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

  async function item(number, typed) {
    const [path, title, summary, meta] = await index.page(number);
    return make("li", {},
      make("a", { href: new URL(path, root) }, ...highlighted(title, typed)),
      make("p", {}, ...highlighted(summary, typed)),
      ...(meta ? [make("p", { class: "refresher-meta" }, meta)] : []));
  }

  let run = 0;
  let shown = [];
  async function extend(typed) {
    const next = shown.splice(0, COUNT);
    results.append(...(await Promise.all(next.map((number) => item(number, typed)))));
    more.hidden = !shown.length;
  }

  async function update() {
    const own = ++run;
    const query = input.value.trim();
    const { pages, meant, typed } = await index.search(query, chosen());
    const first = await Promise.all(pages.slice(0, COUNT).map((number) => item(number, [...typed, ...meant])));
    if (own !== run) return;
    // Keeps the focus at the same position of the list if it has moved there meanwhile.
    const at = [...results.children].findIndex((one) => one.contains(document.activeElement));
    results.replaceChildren(...first);
    if (at >= 0) (first[Math.min(at, first.length - 1)]?.querySelector("a") ?? input).focus();
    shown = pages.slice(COUNT);
    more.hidden = !shown.length;
    more.onclick = () => extend([...typed, ...meant]);
    count(pages);
    if (!query && !pages.length) status.textContent = "";
    else if (pages.length) {
      const number = pages.length === 1 ? words.one : words.many.replace("%s", pages.length);
      status.textContent = meant.length ? `${number} · ${words.spelling.replace("%s", meant.join(", "))}` : number;
    } else suggest(query, typed);
    if (place.hasAttribute("data-search")) {
      const url = new URL(location.href);
      url.search = new URLSearchParams({ ...(query && { q: query }), ...chosen() });
      history.replaceState(null, "", url);
    }
  }

  function suggest(query, typed) {
    const similar = [...new Set(typed.flatMap((word) => index.similar(word)))];
    status.replaceChildren(words.none.replace("%s", query), " ");
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
