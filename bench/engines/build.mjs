// The indexes of the engines that have one made beforehand, and the engines' scripts, each as a
// module NAME/engine.js with a function `ask`, of the documents in a folder. Run in the folder of
// the packages: node --input-type=module - FOLDER ENGINES < build.mjs
import { readFileSync, writeFileSync, cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import MiniSearch from "minisearch";
import { create, insertMultiple, save } from "@orama/orama";
import * as pagefind from "pagefind";
import * as esbuild from "esbuild";

const [folder, here] = process.argv.slice(-2);
const packages = join(process.cwd(), "node_modules");
const documents = JSON.parse(readFileSync(join(folder, "documents.json"), "utf-8"));
for (const name of ["minisearch", "orama", "pagefind", "sqlite"]) mkdirSync(join(folder, name), { recursive: true });

const mini = new MiniSearch({ fields: ["title", "summary", "words", "text"] });
mini.addAll(documents);
writeFileSync(join(folder, "minisearch", "index.json"), JSON.stringify(mini));

const text = "string";
const orama = create({ schema: { title: text, summary: text, words: text, text }, components: { tokenizer: { stemming: false } } });
await insertMultiple(orama, documents, 500);
const { docs, ...saved } = save(orama);
// Only what finds documents: a site's results come from elsewhere.
saved.docs = { ...docs, docs: Object.fromEntries(Object.entries(docs.docs).map(([key, { id }]) => [key, { id }])) };
writeFileSync(join(folder, "orama", "index.json"), JSON.stringify(saved));

const { index } = await pagefind.createIndex();
for (const { id, title, summary, words, text: body, language } of documents) {
  await index.addCustomRecord({ url: `/${id}`, content: `${title}. ${summary} ${body} ${words}`, language: language.slice(0, 2), meta: { title } });
}
await index.writeFiles({ outputPath: join(folder, "pagefind") });
await pagefind.close();

for (const name of ["minisearch", "orama"]) {
  await esbuild.build({ entryPoints: [join(here, `${name}.js`)], bundle: true, minify: true, format: "esm", nodePaths: [packages], outfile: join(folder, name, "engine.js") });
}
for (const name of ["pagefind", "sqlite"]) cpSync(join(here, `${name}.js`), join(folder, name, "engine.js"));
cpSync(join(packages, "@sqlite.org", "sqlite-wasm", "sqlite-wasm", "jswasm"), join(folder, "sqlite", "jswasm"), { recursive: true });
