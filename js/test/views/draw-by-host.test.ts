import { describe, expect, it } from "vitest";
import { renderersOf, type HostRenderers } from "../../src/kernel/host-renderers";
import { drawByHost } from "../../src/views/draw-by-host";

/** A host that renders one type: by the JSON of its data. */
const rendermime: HostRenderers = {
  mimeTypes: ["x/plot"],
  createRenderer: () => {
    const node = document.createElement("figure");
    const renderModel = async (model: unknown) => void (node.textContent = JSON.stringify(model));
    return { node, renderModel };
  },
  createModel: (options) => options,
};

describe("the host's renderers", () => {
  it("are those of a widget's manager, where it has any", () => {
    expect(renderersOf({ rendermime })).toBe(rendermime);
    expect(renderersOf({})).toBeNull();
    expect(renderersOf(undefined)).toBeNull();
  });

  it("draw data of their type in an element", async () => {
    const el = document.createElement("div");
    await drawByHost(rendermime, el, "x/plot", { a: 1 });
    expect(el.innerHTML).toBe('<figure>{"data":{"x/plot":{"a":1}},"trusted":true}</figure>');
  });

  it.each([null, rendermime])("say what there is no renderer of", async (renderers) => {
    const drawing = drawByHost(renderers, document.createElement("div"), "x/none", {});
    await expect(drawing).rejects.toThrow("This page has no renderer of x/none");
  });
});
