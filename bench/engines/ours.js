import { Index } from "./search_index.js";

const index = await new Index(new URL("index/", import.meta.url)).open();
export const ask = async (query) => {
  const { pages } = await index.search(query, {});
  const shown = await Promise.all(pages.slice(0, 10).map((number) => index.page(number)));
  return shown.map(([path]) => path);
};
