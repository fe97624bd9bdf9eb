/** Checks that run inside the browser: each is one self-contained function. */

/** Elements that extend beyond their frame on the right, or overflow: `<message> <element>`. */
export const stickingOut = (): readonly string[] =>
  [...document.querySelectorAll<HTMLElement>("article")].flatMap((article) =>
    [...article.querySelectorAll<HTMLElement>(".paper, .lock")].flatMap((frame) => {
      const { right } = frame.getBoundingClientRect();
      return [frame, ...frame.querySelectorAll<HTMLElement>("*")]
        .filter((one) => {
          const isBlock = getComputedStyle(one).display !== "inline";
          return (
            one.getBoundingClientRect().right > Math.min(right, window.innerWidth) + 0.5 ||
            (isBlock && one.scrollWidth > one.clientWidth + 1)
          );
        })
        .map((one) => `${article.id} ${one.tagName}.${one.className}`);
    }),
  );

/**
 * Texts with a contrast below 4.5:1: their colors, and the first place of each. Elements hidden from screen readers are
 * decoration next to the same in words. (W3C, Web Content Accessibility Guidelines 2.2, 1.4.3)
 */
export const hardToRead = (): readonly string[] => {
  const channels = (color: string): readonly number[] => (color.match(/[\d.]+/g) ?? []).map(Number);
  const backgrounds = new Map<Element, readonly number[]>();
  const backgroundOf = (element: Element | null): readonly number[] => {
    if (element === null) return [255, 255, 255];
    const known = backgrounds.get(element);
    if (known !== undefined) return known;
    const [red = 0, green = 0, blue = 0, alpha = 1] = channels(getComputedStyle(element).backgroundColor);
    const background = alpha > 0 ? [red, green, blue] : backgroundOf(element.parentElement);
    backgrounds.set(element, background);
    return background;
  };
  const luminance = (color: readonly number[]): number => {
    const [red = 0, green = 0, blue = 0] = color.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const found = new Map<string, string>();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (
      element === null ||
      node.textContent?.trim() === "" ||
      element.closest("[aria-hidden], script, style")
    )
      continue;
    const { color } = getComputedStyle(element);
    const background = backgroundOf(element);
    const key = `${color} on rgb(${background.join(", ")})`;
    if (found.has(key)) continue;
    const [low = 0, high = 0] = [luminance(channels(color)), luminance(background)].sort(
      (one, other) => one - other,
    );
    const contrast = (high + 0.05) / (low + 0.05);
    const place = element.closest("article")?.id ?? element.className;
    found.set(key, contrast < 4.5 ? `${key}: ${contrast.toFixed(1)}:1 in ${place}` : "");
  }
  return [...found.values()].filter((text) => text !== "");
};
