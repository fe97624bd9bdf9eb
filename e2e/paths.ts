import { placeOf } from "../local/run/place";

/** Where the end-to-end run writes. */
export const place = placeOf("run", "end-to-end run");
