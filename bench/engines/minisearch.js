import MiniSearch from "minisearch";

const reply = await fetch(new URL("index.json", import.meta.url));
const index = MiniSearch.loadJSON(await reply.text(), { fields: ["title", "summary", "words", "text"] });
const options = { prefix: true, fuzzy: 0.2, boost: { title: 12, summary: 4 } };
export const ask = async (query) => {
  const all = index.search(query, { ...options, combineWith: "AND" });
  return (all.length ? all : index.search(query, options)).slice(0, 10).map(({ id }) => id);
};
