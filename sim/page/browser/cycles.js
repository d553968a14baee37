"use strict";

// Where the cycles of compared mappings, of pairs, of checked entries, of explained and of replayed programs went.
vtasim.views.push({
  id: "cycles",
  title: "Where the cycles go",
  draw: (results) => {
    const kMost = 60;
    const told = (row) => row.cycles > 0 && (row.used !== undefined || row.causes !== undefined);
    const note = vtasim.element(
      "p",
      { class: "note" },
      "The modules work beside each other: each has a bar, as long as the program takes. Striped parts are waits. The mark is the " +
        "lower bound of the mapping. Point at a part for its cycles.",
    );
    const parts = [];
    const bars = (rows, named, way, chosen, width) =>
      vtasim.cycleBars(
        rows.filter((row) => way.has(row, chosen)).map((row) => ({
          name: named(row),
          title: row.layer ? `${row.layer}, ${row.label}, ${row.hardware}` : named(row),
          cycles: row.cycles,
          bound: row.bound,
          modules: way.modules(row, chosen),
        })),
        chosen.scale === "share",
        width,
      );

    const compared = results.finished.filter(told);
    if (compared.length > 0) {
      const kEach = "";
      const layers = results.layers.map((name) => ({ value: name, text: name }));
      if (layers.length > 1) layers.unshift({ value: kEach, text: "each, by its fastest mapping" });
      const each = (chosen) => layers.length > 1 && chosen.layer === kEach;
      const way = vtasim.cycleChoices(results, compared);
      parts.push(
        ...vtasim.figure(
          [
            { name: "layer", label: "layer", options: layers },
            { name: "hardware", label: "hardware", options: results.hardware.map((name) => ({ value: name, text: name })) },
            ...way.choices,
          ],
          (chosen, width) => {
            let rows = compared.filter((row) => row.hardware === chosen.hardware);
            rows = each(chosen) ? vtasim.fastest(rows) : rows.filter((row) => row.layer === chosen.layer);
            return bars(rows, (row) => (each(chosen) ? row.layer : row.label), way, chosen, width);
          },
        ),
      );
    }

    const nameOf = (row) => row.name ?? row.program ?? `${row.pair}, ${results.pair_way(row)}, ${row.hardware}`;
    const others = [
      [results.pairs, "Pairs of layers"],
      [results.entries, "Checked entries"],
      [results.runs, "Replayed programs"],
      [results.profiles, "Explained programs"],
    ];
    for (const [all, what] of others) {
      const rows = all.filter(told);
      if (rows.length === 0) continue;
      const way = vtasim.cycleChoices(results, rows);
      const files = vtasim.distinct(rows.map((row) => row.file)).map((file) => ({ value: String(file), text: results.files[file].name }));
      parts.push(
        vtasim.element("h3", {}, what),
        ...vtasim.figure([{ name: "file", label: "file", options: files }, ...way.choices], (chosen, width) => {
          const ofFile = rows.filter((row) => String(row.file) === chosen.file);
          const longest = [...ofFile].sort((a, b) => b.cycles - a.cycles).slice(0, kMost);
          const left = ofFile.length > kMost ? [vtasim.element("p", { class: "note" }, `The ${kMost} longest of ${ofFile.length}.`)] : [];
          return [...left, ...bars(longest, nameOf, way, chosen, width)];
        }),
      );
    }
    return parts.length > 0 ? [note, ...parts] : [];
  },
});
