import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { breakages } from "../../e2e/breakages";

const project = resolve(__dirname, "../..");

/** A breakage that no longer fits the product proves nothing; better to hear of it here than after minutes. */
test.each(breakages.flatMap(({ name, edits }) => edits.map((edit) => [name, edit] as const)))(
  "the mistake %s still finds what it breaks, once",
  (_name, { file, from }) => {
    expect(readFileSync(join(project, file), "utf8").split(from)).toHaveLength(2);
  },
);
