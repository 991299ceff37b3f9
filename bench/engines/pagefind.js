const pagefind = await import(new URL("pagefind.js", import.meta.url));
await pagefind.init();
export const ask = async (query) => {
  if (!query.trim()) return [];
  const { results } = await pagefind.search(query);
  const shown = await Promise.all(results.slice(0, 10).map((one) => one.data()));
  return shown.map(({ raw_url, url }) => (raw_url ?? url).split("/").pop());
};
