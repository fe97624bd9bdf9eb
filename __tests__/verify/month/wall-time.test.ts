import { momentsOf } from "../../../verify/month/wall-time";

const between = (timeZone: string, hour: number, from: string, to: string): readonly string[] =>
  momentsOf({ timeZone, hours: [hour], minute: 30 }, Date.parse(from), Date.parse(to)).map((at) =>
    new Date(at).toISOString().slice(0, 16),
  );

describe("when a clock on a wall shows a time", () => {
  it("follows the zone over its autumn, and counts the repeated hour once", () => {
    expect(between("Europe/Berlin", 2, "2026-10-24T00:00Z", "2026-10-27T00:00Z")).toEqual([
      "2026-10-24T00:30",
      "2026-10-25T00:30",
      "2026-10-26T01:30",
    ]);
  });

  it("never shows the hour that spring skips", () => {
    expect(between("Australia/Sydney", 2, "2026-10-02T00:00Z", "2026-10-05T00:00Z")).toEqual([
      "2026-10-02T16:30",
      "2026-10-04T15:30",
    ]);
  });

  it("counts the second of two equal hours as the second, wherever the search begins", () => {
    expect(between("America/New_York", 1, "2026-11-01T06:00Z", "2026-11-02T12:00Z")).toEqual([
      "2026-11-02T06:30",
    ]);
  });
});
