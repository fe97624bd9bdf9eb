import { join } from "node:path";
import { placeOf } from "../local/run/place";

/** Where the sandbox writes, until it ends. */
export const place = placeOf("sandbox", "sandbox");

/** The copy of the project in which its commands run. */
export const projectCopy = join(place.run, "project");
