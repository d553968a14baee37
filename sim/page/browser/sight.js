"use strict";

// The stretch of a program's time that is looked at: views of one program zoom and move together. A view is {element,
// show(from, to)}; one whose element has left the page takes no part any more.
vtasim.sight = (() => {
  const known = new Map();
  return (row, window) => {
    if (!known.has(row)) {
      const views = new Set();
      let telling = false;
      const sight = {
        from: 0,
        to: window,
        // Shows a view what is looked at, and from then on what other views look at.
        join: (view) => {
          views.add(view);
          view.show(sight.from, sight.to);
        },
        // A view looks at other cycles.
        look: (from, to, by) => {
          if (telling) return;  // Others, who look at what they were told.
          telling = true;
          [sight.from, sight.to] = [from, to];
          for (const view of views) {
            if (view === by) continue;
            if (view.element.isConnected) view.show(from, to);
            else views.delete(view);
          }
          telling = false;
        },
      };
      known.set(row, sight);
    }
    return known.get(row);
  };
})();
