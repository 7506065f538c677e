// Every text of the page whose contrast with what lies behind it is too low (WCAG 2.2, 1.4.3), and every control
// whose border is (1.4.11).
(() => {
  const parse = (text) => {
    const [red, green, blue, alpha = 1] = text.match(/[\d.]+/g).map(Number);
    return { red, green, blue, alpha };
  };
  const light = ({ red, green, blue }) => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour.alpha === 1) return colour;
      if (colour.alpha > 0) throw new Error("half transparent ground");
    }
    return matchMedia("(prefers-color-scheme: dark)").matches
      ? { red: 18, green: 18, blue: 18 } : { red: 255, green: 255, blue: 255 };
  };
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true });
  const found = [];
  let count = 0;
  for (const element of document.querySelectorAll("body *")) {
    if (!isShown(element)) continue;
    const style = getComputedStyle(element);
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const isField = element.matches("input[type=text], input[type=file], input[type=password]");
    if (hasText || isField) {
      count += 1;
      const value = ratio(parse(style.color), behind(element));
      if (value < 4.5) found.push(`${element.tagName} "${element.textContent.slice(0, 30)}": ${value.toFixed(2)}`);
    }
    if (element.matches("button, input[type=text], fieldset") && !element.disabled) {
      const value = Math.max(
        ratio(parse(style.borderTopColor), behind(element.parentElement)),
        ratio(behind(element), behind(element.parentElement)));
      if (value < 3) found.push(`border of ${element.tagName} ${element.id}: ${value.toFixed(2)}`);
    }
  }
  return { count, found };
})()
