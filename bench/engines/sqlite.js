import sqlite3InitModule from "./jswasm/sqlite3.mjs";

const sqlite3 = await sqlite3InitModule({ print() {}, printErr() {} });
const bytes = new Uint8Array(await (await fetch(new URL("index.sqlite", import.meta.url))).arrayBuffer());
const db = new sqlite3.oo1.DB();
const place = sqlite3.wasm.allocFromTypedArray(bytes);
sqlite3.capi.sqlite3_deserialize(db.pointer, "main", place, bytes.length, bytes.length, sqlite3.capi.SQLITE_DESERIALIZE_FREEONCLOSE);
const rows = (match) => db.exec({
  sql: "SELECT id FROM document JOIN (SELECT rowid AS found, rank FROM fulltext WHERE fulltext MATCH ? AND rank MATCH 'bm25(12, 4, 2, 1)' ORDER BY rank LIMIT 10) ON document.rowid = found ORDER BY rank",
  bind: [match], returnValue: "resultRows", rowMode: 0,
});
export const ask = async (query) => {
  const words = (query.match(/"[^"]+"|[\p{L}\p{N}\p{M}]+/gu) ?? []).map((word) => `"${word.replaceAll('"', "")}"`);
  if (!words.length) return [];
  // The last word is still being typed.
  if (!query.endsWith('"')) words[words.length - 1] += "*";
  const all = rows(words.join(" AND "));
  return all.length || query.includes('"') ? all : rows(words.join(" OR "));
};
