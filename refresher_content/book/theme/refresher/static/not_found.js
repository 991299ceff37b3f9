// Suggests pages whose addresses or titles are similar to the address that doesn't exist.
const letters = (text) => decodeURIComponent(text).toLowerCase().replace(/\.html?$/, "").match(/[\p{L}\p{N}][\p{L}\p{N}\p{Mn}\p{Mc}]*/gu) ?? [];

// The similarity of two lists of words, from 0 to 1: the share of letter pairs in common (Dice).
function similarity(a, b) {
  const pairs = (words) => new Set(words.flatMap((word) => word.length < 2 ? [word] : [...word].slice(1).map((letter, i) => word[i] + letter)));
  const one = pairs(a), other = pairs(b);
  const common = [...one].filter((pair) => other.has(pair)).length;
  return (2 * common) / (one.size + other.size || 1);
}

export async function suggest(place) {
  const pages = await (await fetch(new URL(place.dataset.index, document.baseURI))).json();
  const asked = letters(location.pathname.replace(/\/$/, "").split("/").pop() ?? "");
  const similar = pages
    .map(([path, title, ...marks]) => [Math.max(similarity(asked, letters(path.replace(/\/$/, "").split("/").pop())), similarity(asked, letters(title))), path, title, ...marks])
    .filter(([score]) => score > 0.3)
    .sort((a, b) => b[0] - a[0])
    .slice(0, 5);
  if (!similar.length) return;
  const words = document.createElement("p");
  words.textContent = place.dataset.words;
  const list = document.createElement("ul");
  for (const [, path, title, lang, dir] of similar) {
    const link = document.createElement("a");
    link.href = new URL(path, document.baseURI);
    link.textContent = title;
    if (lang) Object.assign(link, { lang, dir });
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  place.append(words, list);
}
