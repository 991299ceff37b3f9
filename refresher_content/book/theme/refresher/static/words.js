// What a word is, and when two are the same: as the file language.json says, which Python makes
// (refresher_content/library/words.py and language.py), so that the site finds what the library
// finds.
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
    this.languages = Object.entries(table.languages ?? {}).map(([tag, { endings, stopWords }]) => ({ tag, endings, stopWords: new Set(stopWords), stems: new Map() }));
  }

  // A word without the endings of a language: of each step the first rule that fits is applied.
  stem(word, { endings, stems }) {
    if (!stems.has(word)) {
      let stem = word;
      for (const rules of endings) {
        for (const [ending, replacement, least] of rules) {
          if (!stem.endsWith(ending)) continue;
          const rest = stem.slice(0, stem.length - ending.length);
          if (rest.length < least || (least && !/[aeiouy]/.test(rest))) continue;
          stem = rest + replacement;
          break;
        }
      }
      stems.set(word, stem);
    }
    return stems.get(word);
  }

  // Words as the library's index holds them: as those of each language, and of another one.
  forms(words) {
    const other = words.map((word) => (/[a-z]$/.test(word) ? `${word}·` : word));
    return [...this.languages.map((one) => words.map((word) => this.form(word, one)).join(" ")), other.join(" ")];
  }

  form(word, language) {
    const stem = this.stem(word, language);
    return language.tag === "en" ? stem : `${stem}·${language.tag}`;
  }

  // What the archive has that stands for words, as forms.
  synonyms(words) {
    return [...new Set(this.forms(words).flatMap((form) => (Object.hasOwn(this.table.synonyms ?? {}, form) ? this.table.synonyms[form] : [])))];
  }

  // Whether a word carries a question rather than its subject.
  saysNothing(word) {
    return this.languages.some(({ stopWords }) => stopWords.has(word));
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
