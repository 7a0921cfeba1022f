/** The texts of a view whose contrast is below WCAG's level AA, each with its ratio. */
(view) => {
  const pixel = new OffscreenCanvas(1, 1).getContext("2d", {
    willReadFrequently: true,
  });

  function rgba(colour) {
    pixel.clearRect(0, 0, 1, 1);
    pixel.fillStyle = colour;
    pixel.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = pixel.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }

  function over([r, g, b, a], below) {
    return [r, g, b]
      .map((value, at) => value * a + below[at] * (1 - a))
      .concat(1);
  }

  function ancestors(element) {
    return element.parentElement
      ? [...ancestors(element.parentElement), element]
      : [element];
  }

  function background(element) {
    return ancestors(element)
      .map((each) => rgba(getComputedStyle(each).backgroundColor))
      .reduce((below, colour) => over(colour, below), [255, 255, 255, 1]);
  }

  function luminance(colour) {
    const [r, g, b] = colour
      .map((value) => value / 255)
      .map((value) =>
        value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
      );
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function ratio(element) {
    const behind = background(element);
    const [r, g, b, a] = rgba(getComputedStyle(element).color);
    const opacity = ancestors(element).reduce(
      (all, each) => all * getComputedStyle(each).opacity,
      1,
    );
    const [dark, light] = [
      luminance(over([r, g, b, a * opacity], behind)),
      luminance(behind),
    ].sort((one, other) => one - other);
    return (light + 0.05) / (dark + 0.05);
  }

  function isLarge({ fontSize, fontWeight }) {
    return parseFloat(fontSize) >= (fontWeight >= 700 ? 18.66 : 24);
  }

  function isShown(element) {
    return element.checkVisibility({
      opacityProperty: true,
      visibilityProperty: true,
    });
  }

  const texts = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
  const elements = new Set();
  while (texts.nextNode())
    if (texts.currentNode.data.trim())
      elements.add(texts.currentNode.parentElement);
  const shown = [...elements].filter(isShown);
  const weak = shown
    .map((element) => ({
      element,
      ratio: ratio(element),
      least: isLarge(getComputedStyle(element)) ? 3 : 4.5,
    }))
    .filter(({ ratio, least }) => ratio < least)
    .map(
      ({ element, ratio }) =>
        `${ratio.toFixed(2)} ${element.className}: ${element.textContent.slice(0, 40)}`,
    );
  return { texts: shown.length, weak: [...new Set(weak)] };
};
