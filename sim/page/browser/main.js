"use strict";

// Draws the page. What fails is said on it: nobody looks at a console.
(() => {
  const report = document.getElementById("report");
  const fail = (what, error) => {
    report.prepend(vtasim.element("p", { class: "failure" }, `${what} could not be drawn: ${error}`));
  };
  addEventListener("error", (event) => fail("Something", event.message));

  let results;
  try {
    results = vtasim.load();
  } catch (error) {
    fail("The results", error);
    return;
  }
  const contents = document.getElementById("contents");
  for (const view of vtasim.views) {
    try {
      const drawn = view.draw(results);
      if (drawn.length === 0) continue;
      report.append(vtasim.element("section", { id: view.id }, vtasim.element("h2", {}, view.title), ...drawn));
      contents.append(vtasim.element("a", { href: `#${view.id}` }, view.title));
    } catch (error) {
      fail(view.title, error);
    }
  }
})();
