"use strict";

// Rows of suites. Of several files, each has a column, and the last is held against the first.
vtasim.views.push({
  id: "checks",
  title: "Checked suites",
  draw: (results) => {
    if (results.entries.length === 0) return [];
    const format = vtasim.format;
    const files = vtasim.distinct(results.entries.map((row) => row.file));
    if (files.length === 1) {
      return vtasim.table({
        label: "Checked suites",
        columns: [
          { head: "entry", value: (row) => row.name },
          { head: "mapping", value: (row) => row.mapping },
          { head: "cycles", value: (row) => row.cycles, kind: "figure", bar: true },
          { head: "DRAM bytes", value: (row) => row.bytes, kind: "figure" },
          vtasim.verdict,
        ],
        rows: results.entries,
      });
    }
    const rows = new Map();
    for (const entry of results.entries) {
      if (!rows.has(entry.name)) rows.set(entry.name, { name: entry.name, cycles: new Map() });
      rows.get(entry.name).cycles.set(entry.file, entry.cycles);
    }
    return vtasim.table({
      label: "Checked suites",
      columns: [
        { head: "entry", value: (row) => row.name },
        ...files.map((file) => ({ head: `cycles, ${results.files[file].name}`, value: (row) => row.cycles.get(file), kind: "figure" })),
        vtasim.change((row) => row.cycles.get(files[files.length - 1]) / row.cycles.get(files[0]) - 1),
      ],
      rows: [...rows.values()],
    });
  },
});
