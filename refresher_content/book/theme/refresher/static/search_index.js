// The search index: its files are loaded when they are needed, and cached.
import { Words } from "./words.js";

const ENDINGS = new Set(["", "s", "es", "ed", "d", "ing", "er", "ers", "ly", "y", "ies", "e", "ion", "ions", "ation", "ations", "zation", "sation", "ze", "se", "ment", "ments", "al", "ally"]);

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

export class Index {
  constructor(root) {
    this.root = root;
    this.cached = new Map();
    this.likely = new Map();
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
    const [head, facets, table] = await Promise.all(["words.json", "facets.json", "folding.json"].map((name) => this.file(name)));
    [this.head, this.facets, this.words] = [head, facets, new Words(table)];
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

  // The number of a word, if the index has it.
  number(word) {
    const number = this.lowerBound(word);
    return this.head.words[number] === word ? number : undefined;
  }

  // The words of the index that a typed word may stand for, each with its likelihood.
  candidates(typed, last) {
    const key = `${typed} ${last}`;
    if (!this.likely.has(key)) this.likely.set(key, this.findCandidates(typed, last));
    return this.likely.get(key);
  }

  findCandidates(typed, last) {
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
    for (let at = 3; at <= typed.length - 3; at++) {
      const halves = [typed.slice(0, at), typed.slice(at)];
      if (halves.every((half) => this.number(half) !== undefined)) return halves;
    }
    return [typed];
  }

  // A word's list in the files of that name, each of which has a range of words.
  async list(name, number) {
    const starts = this.head.starts[name];
    let file = starts.length - 1;
    while (starts[file] > number) file--;
    return (await this.file(`${name}-${file}.json`))[number - starts[file]];
  }

  // The pages that contain a word, each with how well.
  async postings(number) {
    const flat = await this.list("postings", number);
    const rarity = Math.log(1 + this.head.pages / (flat.length / 2));
    const pages = new Map();
    for (let i = 0, at = 0; i < flat.length; i += 2) pages.set((at += flat[i]), rarity * Math.sqrt(flat[i + 1]));
    return pages;
  }

  // Where a word is on each of the given pages, which contain it.
  async positions(number, pages, within) {
    const flat = await this.list("positions", number);
    const found = new Map();
    let i = 0;
    for (const page of pages.keys()) {
      const end = i + 1 + flat[i];
      if (within.has(page)) found.set(page, new Set(sum(flat.slice(i + 1, end))));
      i = end;
    }
    return found;
  }

  // The pages that contain words side by side in this order, each with how well.
  async phrase(words) {
    const numbers = words.map((word) => this.number(word));
    if (numbers.includes(undefined)) return new Map();
    const postings = await Promise.all(numbers.map((number) => this.postings(number)));
    const within = new Map([...postings[0].keys()].filter((page) => postings.every((pages) => pages.has(page)))
      .map((page) => [page, postings.reduce((total, pages) => total + pages.get(page), 0)]));
    if (words.length === 1 || !within.size) return within;
    const positions = await Promise.all(numbers.map((number, i) => this.positions(number, postings[i], within)));
    return new Map([...within].filter(([page]) =>
      [...positions[0].get(page)].some((start) => positions.every((one, i) => one.get(page).has(start + i)))));
  }

  // The pages that contain what a typed word may stand for, each with how well.
  async like(candidates) {
    const best = new Map();
    for (const [number, likelihood] of candidates) {
      for (const [page, score] of await this.postings(number)) best.set(page, Math.max(best.get(page) ?? 0, likelihood * score));
    }
    return best;
  }

  // The pages that contain every term, best first; if none does, those that contain the most
  // of them, but always all that is in quotes and nothing that is excluded.
  async search(query, chosen) {
    const { terms, excluded } = this.words.parse(query);
    const isWord = ({ words, quoted }) => !quoted && words.length === 1 && !this.words.unspaced.test(words[0]);
    const last = terms.at(-1);
    const typed = [...new Set(terms.filter(isWord).flatMap((term) => this.candidates(term.words[0], term === last).length ? term.words : this.parted(term.words[0])))];
    const phrases = terms.filter((term) => !isWord(term));
    const allowed = Object.entries(chosen).map(([name, value]) => new Set(this.facets[name]?.[value] ?? []));
    const meant = new Set();
    const found = [];
    for (const [order, word] of typed.entries()) {
      const candidates = this.candidates(word, order === typed.length - 1 && last !== undefined && isWord(last));
      if (candidates.length && this.head.words[candidates[0][0]] !== word) meant.add(this.head.words[candidates[0][0]]);
      found.push(await this.like(candidates));
    }
    const required = [];
    for (const { words, quoted } of phrases) {
      const pages = await this.phrase(words);
      found.push(pages);
      if (quoted) required.push(pages);
    }
    const without = await Promise.all(excluded.map(({ words }) => this.phrase(words)));
    const isAllowed = (page) => allowed.every((set) => set.has(page)) && required.every((pages) => pages.has(page)) && !without.some((pages) => pages.has(page));
    const scores = new Map();
    for (const pages of found) {
      for (const [page, score] of pages) {
        if (!isAllowed(page)) continue;
        const [total, hits] = scores.get(page) ?? [0, 0];
        scores.set(page, [total + score, hits + 1]);
      }
    }
    const most = [...scores.values()].reduce((greatest, [, hits]) => Math.max(greatest, hits), 0);
    const pages = terms.length
      ? [...scores].filter(([page, [, hits]]) => hits === most).sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0]).map(([page]) => page)
      : allowed.length ? [...allowed[0]].filter(isAllowed) : [];
    return { pages, meant: [...meant], typed, phrases: phrases.map(({ words }) => words) };
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
