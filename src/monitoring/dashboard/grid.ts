/** CloudWatch's grid is this many columns wide (CloudWatch API reference, Dashboard body structure and syntax). */
const columns = 24;

/** What a widget shows; the grid positions it. */
export type Widget = { readonly type: "metric" | "alarm"; readonly properties: object };

export type Row = { readonly height: number; readonly widgets: readonly Widget[] };

export type PlacedWidget = Widget & {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
};

/** Puts rows below each other; the widgets of a row share its width evenly. */
export const placed = (rows: readonly Row[]): readonly PlacedWidget[] => {
  let y = 0;
  return rows.flatMap(({ height, widgets }) => {
    const width = Math.floor(columns / widgets.length);
    const row = widgets.map((widget, index) => ({ ...widget, x: index * width, y, width, height }));
    y += height;
    return row;
  });
};
