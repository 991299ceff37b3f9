import { create, load, search } from "@orama/orama";

const text = "string";
const index = create({ schema: { title: text, summary: text, words: text, text } });
load(index, await (await fetch(new URL("index.json", import.meta.url))).json());
export const ask = async (query) => {
  if (!query.trim()) return [];
  const { hits } = await search(index, { term: query, tolerance: 1, boost: { title: 12, summary: 4 }, limit: 10 });
  return hits.map(({ document }) => document.id);
};
