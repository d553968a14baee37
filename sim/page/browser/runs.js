"use strict";

// Replayed cases.
vtasim.views.push({
  id: "runs",
  title: "Replayed programs",
  draw: (results) => {
    if (results.runs.length === 0) return [];
    const finished = (row, value) => (row.finished ? value : undefined);
    const columns = [
      vtasim.distinct(results.runs.map((row) => row.file)).length > 1 ? { head: "file", value: results.file_name } : null,
      { head: "case", value: (row) => row.name },
      { head: "cycles", value: (row) => finished(row, row.cycles), kind: "figure", bar: true },
      { head: "instructions", value: (row) => row.instructions, kind: "figure" },
      { head: "bursts read", value: (row) => finished(row, row.read_bursts), kind: "figure" },
      { head: "beats read", value: (row) => finished(row, row.read_beats), kind: "figure" },
      { head: "bursts written", value: (row) => finished(row, row.write_bursts), kind: "figure" },
      { head: "beats written", value: (row) => finished(row, row.write_beats), kind: "figure" },
      { head: "ended", value: (row) => row.problem ?? (row.finished ? "yes" : "no"), class: (row) => (row.finished ? "right" : "wrong") },
    ];
    return vtasim.table({ columns: columns.filter((column) => column !== null), rows: results.runs, label: "Replayed programs" });
  },
});
