// The pages whose addresses are nearest to the one that isn't there.
const letters = (text) => decodeURIComponent(text).toLowerCase().replace(/\.html?$/, "").split(/[^\p{L}\p{N}]+/u).filter(Boolean);

// How much of two lists of words is the same, by the pairs of letters in them.
function likeness(a, b) {
  const pairs = (words) => new Set(words.flatMap((word) => word.length < 2 ? [word] : [...word].slice(1).map((letter, i) => word[i] + letter)));
  const one = pairs(a), other = pairs(b);
  const common = [...one].filter((pair) => other.has(pair)).length;
  return (2 * common) / (one.size + other.size || 1);
}

export async function suggest(place) {
  const pages = await (await fetch(new URL(place.dataset.index, document.baseURI))).json();
  const asked = letters(location.pathname.replace(/\/$/, "").split("/").pop() ?? "");
  const near = pages
    .map(([path, title]) => [Math.max(likeness(asked, letters(path.replace(/\/$/, "").split("/").pop())), likeness(asked, letters(title))), path, title])
    .filter(([like]) => like > 0.3)
    .sort((a, b) => b[0] - a[0])
    .slice(0, 5);
  if (!near.length) return;
  const words = document.createElement("p");
  words.textContent = place.dataset.words;
  const list = document.createElement("ul");
  for (const [, path, title] of near) {
    const link = document.createElement("a");
    link.href = new URL(path, document.baseURI);
    link.textContent = title;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  place.append(words, list);
}
