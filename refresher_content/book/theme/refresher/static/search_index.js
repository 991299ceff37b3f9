// The search index: its files are loaded when they are needed, and cached.
import { Words } from "./words.js";

// How many words one may stand for, as "CEO" does for "chief executive".
const PHRASE = 3;

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

// The pages of any of these, each with how well at best.
function union(all) {
  if (all.length === 1) return all[0];
  const best = new Map();
  for (const pages of all) for (const [page, score] of pages) best.set(page, Math.max(best.get(page) ?? 0, score));
  return best;
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
    const [head, facets, table] = await Promise.all(["words.json", "facets.json", "language.json"].map((name) => this.file(name)));
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

  // The words of the index with a form, as the library's index has it.
  ofForm(form) {
    const [stem, tag] = form.split("·");
    const language = this.words.languages.find((one) => one.tag === (tag ?? "en"));
    if (!language) {
      const number = this.number(stem);
      return number === undefined ? [] : [number];
    }
    const { words } = this.head;
    // Endings replace at most two letters of what is left.
    const start = stem.slice(0, Math.max(2, stem.length - 2));
    const found = [];
    for (let i = this.lowerBound(start); i < words.length && words[i].startsWith(start); i++) if (this.words.form(words[i], language) === form) found.push(i);
    return found;
  }

  // The words of the index that are forms of a word.
  sameAs(word) {
    return [...new Set(this.words.forms([word]).flatMap((form) => this.ofForm(form)))];
  }

  // The words of the index that a typed word may stand for, each with its likelihood, and
  // whether it is taken for a misspelt one.
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
    for (const number of this.sameAs(typed)) add(number, 0.9);
    const whole = found.size > 0;
    if (last || typed.length > 3) for (let i = start; i < words.length && words[i].startsWith(typed) && found.size < 60; i++) add(i, whole || words[i].length - typed.length > 3 ? 0.5 : 0.8);
    let misspelt = false;
    const stems = new Map();
    for (const form of this.words.synonyms([typed])) if (!form.includes(" ")) for (const number of this.ofForm(form)) stems.set(number, whole ? 0.15 : 0.6);
    if (!found.size && !stems.size && typed.length > 3) {
      for (const [number, far] of this.near(typed)) add(number, 0.6 / far);
      misspelt = found.size > 0;
    }
    for (const [number, likelihood] of stems) add(number, likelihood);
    return { list: [...found].sort((a, b) => b[1] - a[1]).slice(0, 24), misspelt };
  }

  // The words of the index that a misspelt one may have been meant for, and how far off it is.
  near(typed) {
    const { words } = this.head;
    const limit = typed.length > 7 ? 2 : 1;
    const forms = typed.length > 4 && typed.endsWith("s") ? [typed, typed.slice(0, -1)] : [typed];
    const found = [];
    for (let i = 0; i < words.length; i++) {
      if (Math.abs(words[i].length - typed.length) > limit + 1) continue;
      const far = Math.min(...forms.map((form) => distance(form, words[i], limit)));
      if (far <= limit) found.push([i, Math.max(1, far)]);
    }
    return found;
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

  // The pages that contain words side by side in this order, each with how well; for each word
  // there are the numbers of its forms.
  async phrase(slots) {
    if (slots.some((numbers) => !numbers.length)) return new Map();
    const postings = await Promise.all(slots.map((numbers) => Promise.all(numbers.map((number) => this.postings(number)))));
    const best = postings.map(union);
    const within = new Map([...best[0].keys()].filter((page) => best.every((pages) => pages.has(page)))
      .map((page) => [page, best.reduce((total, pages) => total + pages.get(page), 0)]));
    if (slots.length === 1 || !within.size) return within;
    const positions = await Promise.all(slots.map(async (numbers, slot) => {
      const found = new Map([...within.keys()].map((page) => [page, new Set()]));
      const all = await Promise.all(numbers.map((number, i) => this.positions(number, postings[slot][i], within)));
      for (const one of all) for (const [page, places] of one) for (const place of places) found.get(page).add(place);
      return found;
    }));
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

  // What is looked for instead of words that were typed one after the other: words and phrases
  // that stand for all of them, else for the first.
  units(typed) {
    const found = [];
    for (let start = 0; start < typed.length;) {
      let count = Math.min(PHRASE, typed.length - start);
      let others = [];
      for (; count > 0; count--) {
        others = this.words.synonyms(typed.slice(start, start + count)).filter((form) => count > 1 || form.includes(" "));
        if (others.length) break;
      }
      count = Math.max(1, count);
      found.push({ typed: typed.slice(start, start + count), others });
      start += count;
    }
    return found;
  }

  // The pages of a unit, each with how well, and the words of the index that were looked for.
  async unit({ typed, others }, last) {
    const lists = typed.map((word) => this.candidates(word, word === last).list);
    const every = await Promise.all(lists.map((list) => this.like(list)));
    const pages = new Map([...every[0]].filter(([page]) => every.every((one) => one.has(page)))
      .map(([page]) => [page, every.reduce((total, one) => total + one.get(page), 0)]));
    const numbers = lists.flatMap((list) => list.map(([number]) => number));
    for (const form of others) {
      const slots = form.split(" ").map((one) => this.ofForm(one));
      numbers.push(...slots.flat());
      for (const [page, score] of await this.phrase(slots)) pages.set(page, Math.max(pages.get(page) ?? 0, 0.6 * score));
    }
    return { pages, words: new Set(numbers.map((number) => this.head.words[number])) };
  }

  // The pages that contain every term, best first; if none does, those that contain the most
  // of them, but always all that is in quotes and nothing that is excluded.
  async search(query, chosen) {
    this.likely.clear();
    const { terms, excluded } = this.words.parse(query);
    const isWord = ({ words, quoted }) => !quoted && words.length === 1 && !this.words.unspaced.test(words[0]);
    const plain = terms.filter(isWord).map(({ words }) => words[0]);
    const phrases = terms.filter((term) => !isWord(term));
    const telling = plain.filter((word) => !this.words.saysNothing(word));
    const asked = telling.length || phrases.some(({ quoted }) => quoted) ? telling : plain;
    const last = terms.length && isWord(terms.at(-1)) ? plain.at(-1) : undefined;
    const isKnown = (word) => this.candidates(word, word === last).list.length || this.words.synonyms([word]).length;
    const typed = [...new Set(asked.flatMap((word) => (isKnown(word) ? [word] : this.parted(word))))];
    const allowed = Object.entries(chosen).map(([name, value]) => new Set(this.facets[name]?.[value] ?? []));
    const found = await Promise.all(this.units(typed).map((unit) => this.unit(unit, last)));
    const slots = phrases.map(({ words }) => words.map((word) => this.sameAs(word)));
    const ofPhrases = await Promise.all(slots.map((one) => this.phrase(one)));
    const required = ofPhrases.filter((_, i) => phrases[i].quoted);
    found.push(...ofPhrases.map((pages, i) => ({ pages, words: new Set(slots[i].flat().map((number) => this.head.words[number])) })));
    const without = await Promise.all(excluded.map(({ words }) => this.phrase(words.map((word) => this.sameAs(word)))));
    const isAllowed = (page) => allowed.every((set) => set.has(page)) && required.every((pages) => pages.has(page)) && !without.some((pages) => pages.has(page));
    const scores = new Map();
    for (const { pages } of found) {
      for (const [page, score] of pages) {
        if (!isAllowed(page)) continue;
        const [total, hits] = scores.get(page) ?? [0, 0];
        scores.set(page, [total + score, hits + 1]);
      }
    }
    const most = [...scores.values()].reduce((greatest, [, hits]) => Math.max(greatest, hits), 0);
    const pages = terms.length
      ? [...scores].filter(([, [, hits]]) => hits === most).sort((a, b) => b[1][0] - a[1][0] || a[0] - b[0]).map(([page]) => page)
      : allowed.length ? [...allowed[0]].filter(isAllowed) : [];
    const meant = typed.filter((word) => this.candidates(word, word === last).misspelt).map((word) => this.head.words[this.candidates(word, word === last).list[0][0]]);
    const runs = phrases.map(({ words }) => words.join("")).filter((run) => this.words.unspaced.test(run));
    return { pages, meant: [...new Set(meant)], typed, words: found.map((one) => one.words), runs };
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
