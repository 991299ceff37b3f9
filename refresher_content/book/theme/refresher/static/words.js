// What a word is, and when two are the same: as the table folding.json says, which Python makes
// (refresher_content/library/words.py), so that the site finds what the library finds.
const classOf = (ranges) => new RegExp(`[${ranges.replace(/[0-9a-f]+/g, "\\u{$&}").replaceAll(" ", "")}]`, "u");

export class Words {
  constructor(table) {
    const to = [...table.to];
    this.folding = new Map([...Object.entries(table.more), ...[...table.from].map((char, i) => [char, to[i]])]);
    this.kept = classOf(table.kept);
    this.ignored = classOf(table.ignored);
    this.word = new RegExp(table.word, "gu");
    this.part = new RegExp(table.part, "gu");
    this.unspaced = new RegExp(table.unspaced, "u");
    this.table = table;
  }

  // A text in which what is searched for alike is written alike.
  fold(text) {
    let folded = "";
    for (const char of text.normalize("NFKC")) folded += this.folding.get(char) ?? (this.kept.test(char) ? char : this.ignored.test(char) ? "" : " ");
    return folded.normalize("NFC");
  }

  // The words of a text, folded, in order.
  words(text) {
    return [...this.fold(text).matchAll(this.word)].map((match) => match[1]);
  }

  // A query's terms, and those that it excludes: words, phrases in quotes, and what is written
  // together in a script without spaces.
  parse(query) {
    const { maxTerms, maxTermLength, elided } = this.table;
    // An article or the like that has lost its vowel to the next word.
    const isElided = (match) => elided.includes(match[1]) && /^'[^ '"-]/.test(match.input.slice(match.index + match[0].length));
    const terms = new Map(), excluded = new Map();
    const folded = this.fold(query);
    for (const part of folded.matchAll(this.part)) {
      const minus = part[0].startsWith("-") && (!part.index || folded[part.index - 1] === " ");
      const quoted = part[1] !== undefined;
      const found = [...part[0].matchAll(this.word)];
      for (const run of minus || quoted ? [found] : runs(found.filter((match) => !isElided(match)))) {
        const words = run.slice(0, maxTermLength).map((match) => match[1]);
        if (words.length) (minus ? excluded : terms).set(`${quoted} ${words.join(" ")}`, { words, quoted });
      }
    }
    return { terms: [...terms.values()].slice(0, maxTerms), excluded: [...excluded.values()].slice(0, maxTerms) };
  }
}

// Words with nothing between them, together.
function runs(found) {
  const all = [];
  let end = -1;
  for (const match of found) {
    if (match.index > end) all.push([]);
    all.at(-1).push(match);
    end = match.index + match[0].length;
  }
  return all;
}
