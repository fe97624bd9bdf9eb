/** `npm run docs`: writes the pages that are made of the code. A test fails where one is out of date. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { causesPage } from "./causes/page";

writeFileSync(join(__dirname, "..", "docs", "causes.md"), causesPage());
console.log("docs/causes.md is up to date");
