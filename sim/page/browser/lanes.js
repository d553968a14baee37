"use strict";

// What sits in which lanes by a program's mapping: the product of one tap with its lanes named, and the planes of pixels
// in the colours of the lanes that they sit in.
vtasim.views.push({
  id: "lanes",
  title: "What sits in which lanes",
  draw: (results) => {
    const rows = results.profiles.filter((row) => row.mapping);
    if (rows.length === 0) return [];
    const programs = rows.map((row, i) => ({ value: String(i), text: results.profile_name(row) }));
    // Taps are chosen of each program, so each has a figure of its own.
    const figures = rows.map((row) => {
      const mapping = row.mapping;
      const taps = mapping.taps.map((tap, i) => ({ value: String(i), text: tapName(mapping, tap, i) }));
      const of = vtasim.figure([{ name: "tap", label: "tap", options: taps }], (chosen, width) =>
        width === 0 ? [] : drawMapping(row.mapping, row.mapping.taps[Number(chosen.tap ?? 0)], width),
      );
      const told = vtasim.element("p", { class: "chosen note" }, `program: ${results.profile_name(row)}`);
      return vtasim.element("div", {}, rows.length > 1 ? told : null, ...of);
    });
    const show = (i) => figures.forEach((figure, f) => (figure.hidden = f !== i));
    show(0);
    const choice = vtasim.choice("program", programs, "0", (value) => show(Number(value)));
    return [
      vtasim.element(
        "p",
        { class: "note" },
        "A GEMM operation multiplies an inp vector by a wgt tile: each lane of the out vector, a row of the tile, sums up its products with " +
          "the lanes of the inp vector. A colour is a lane. Full colours are what this tap reads and adds to for the first out vector, pale " +
          "ones other vectors. Point at a lane or a pixel for what it is.",
      ),
      choice ? vtasim.element("div", { class: "controls" }, choice) : null,
      ...figures,
    ].filter((part) => part !== null);

    function tapName(mapping, tap, i) {
      const several = (map) => map.lanes.length > mapping.block;
      return (
        `${i + 1} of ${mapping.taps.length}: row ${tap.row}, column ${tap.col}` +
        (several(mapping.in) ? `, vector ${tap.in_vector}` : "") +
        (several(mapping.out) ? `, for out vector ${tap.out_vector}` : "")
      );
    }

    function drawMapping(mapping, tap, width) {
      const swapped = mapping.operands === "swapped";
      const half = width < 640 ? width : Math.floor((width - 24) / 2);
      const part = (title, drawn) => (drawn ? vtasim.element("div", { class: "lanes" }, vtasim.element("h3", {}, title), drawn) : null);
      return [
        vtasim.element("p", {}, describe(mapping)),
        part(tileTitle(mapping, tap), drawTile(mapping, tap, width)),
        vtasim.element(
          "div",
          { class: "planes" },
          part(swapped ? "Input, by the lane of its window" : "Input, by lane", drawCrop(mapping, tap, "in", half)),
          part("Output, by lane", drawCrop(mapping, tap, "out", half)),
          part("All of a channel's input, by the row of the tile", swapped ? drawWhole(mapping, "in", half) : null),
          part("All of a channel's output, by lane", swapped ? drawWhole(mapping, "out", half) : null),
        ),
      ];
    }

    // Colours that neighbours differ in; dark text is read on all of them, whatever the page's.
    function laneColour(mapping, lane) {
      const l = lane % mapping.block;
      return `hsl(${Math.round((360 * l) / mapping.block)} 65% ${l % 2 === 0 ? 62 : 74}%)`;
    }

    function extent(map, part) {
      return vtasim.distinct(map.lanes.filter((lane) => lane).map((lane) => lane[part])).length;
    }

    // How far lanes reach from where their vector lies.
    function reach(map, part) {
      return d3.max(map.lanes, (lane) => (lane ? lane[part] : 0)) + 1;
    }

    function describe(mapping) {
      const sizes = (map) => [1, 2, 0].map((part) => extent(map, part)).join(" x ");
      const steps = (map) => `${map.row_step} row${map.row_step === 1 ? "" : "s"} or ${map.col_step} column${map.col_step === 1 ? "" : "s"} on`;
      const overlap = (map) => reach(map, 1) > map.row_step || reach(map, 2) > map.col_step;
      const vectors = (map) => map.lanes.length / mapping.block;
      const place = (map, what) =>
        `${sizes(map)} (rows x columns x channels)` + (vectors(map) > 1 ? `, ${vectors(map)} vectors` : "") + `; ${what} ${steps(map)}`;
      const windows = vectors(mapping.in) > 1 ? "The windows of a round, each in rows of wgt tiles, hold" : "A window, a row of a wgt tile, holds";
      const inputs = mapping.operands === "swapped" ? windows : mapping.operands === "in_acc" ? "An acc vector of inputs holds" : "An inp vector's place holds";
      const first =
        `${inputs} ${place(mapping.in, "the next lies")}` + (overlap(mapping.in) ? ", so that neighbours overlap and inputs are held more than once. " : ". ");
      if (mapping.operands === "swapped") {
        return `${first}Each row has the window of another output: ${vectors(mapping.out)} out vector${vectors(mapping.out) === 1 ? "" : "s"} of ${mapping.block} outputs.`;
      }
      const alu = mapping.operands === "in_acc" ? " The ALU multiplies lane by lane." : "";
      return `${first}An out vector's place holds ${place(mapping.out, "the next lies")}.${alu}`;
    }

    function tileTitle(mapping, tap) {
      const size = mapping.block;
      if (mapping.operands === "swapped") return `The product: a tile of windows by a vector with ${tap.filter.length} of ${size} lanes of the filter`;
      if (mapping.operands === "in_acc") return `The product: ${tap.filter.length} of ${size} lanes`;
      return `The product: ${tap.filter.length} of the tile's ${size * size} places hold a weight`;
    }

    // The row and column of what an out lane has in the out vector at a position; lanes count over all vectors there.
    function outElement(mapping, row, col, lane) {
      const map = mapping.out;
      const at = map.lanes[lane];
      if (!at) return null;
      if (!map.sequence) return { channel: at[0], y: row * map.row_step + at[1], x: col * map.col_step + at[2] };
      const place = row * map.sequence.step + map.sequence.first[lane];
      const y = Math.floor(place / map.sequence.cols);
      const rows = map.sequence.images ? Math.ceil(mapping.output[1] / map.row_step) : Infinity;
      if (y >= rows) return null;  // Of the next image.
      return { channel: at[0], y: y * map.row_step + at[1], x: (place % map.sequence.cols) * map.col_step + at[2] };
    }

    // An element in as few words as tell it from its neighbours.
    function elementName(map, channel, y, x) {
      const pixels = extent(map, 1) * extent(map, 2) > 1 || map.sequence;
      const channels = extent(map, 0) > 1;
      if (!pixels) return `c${channel}`;
      return channels ? `${y},${x} c${channel}` : `${y},${x}`;
    }

    function cellText(svg, x, y, size, text, kind = "cell") {
      const font = Math.min(10, (1.75 * size) / Math.max(3, text.length));
      if (font < 7) return;
      svg
        .append("text")
        .attr("class", kind)
        .attr("x", x + size / 2)
        .attr("y", y + size / 2)
        .attr("dy", "0.35em")
        .attr("text-anchor", "middle")
        .style("font-size", `${font}px`)
        .text(text);
    }

    // The inp vector above, the tile, and the out vector to its left.
    function drawTile(mapping, tap, width) {
      const { block } = mapping;
      const swapped = mapping.operands === "swapped";
      const left = 74;
      const top = 64;
      const gap = 8;
      const cell = Math.max(6, Math.min(38, Math.floor((width - left - gap - 2) / block)));
      const right = left + gap + block * cell;
      const height = top + gap + block * cell + 2;
      const svg = vtasim.chart(right + 2, height, "The product of a tap").classed("fixed", true).style("max-width", `${right + 2}px`);
      const box = (x, y, fill, text, tip) => {
        const rect = svg.append("rect").attr("class", fill ? "lane" : "lane empty").attr("x", x).attr("y", y).attr("width", cell).attr("height", cell);
        if (fill) rect.style("fill", fill);
        vtasim.tip(rect.datum(tip), (told) => told);
        if (text && cell >= 22) cellText(svg, x, y, cell, text);
      };
      const label = (x, y, text, anchor) =>
        svg.append("text").attr("class", "soft small").attr("x", x).attr("y", y).attr("dy", "0.35em").attr("text-anchor", anchor).text(text);
      const columns = d3.range(block);
      const kernel = (element) => `${element[4]},${element[5]}`;
      const padded = (y, x) => `row ${y}, column ${x} of the padded input`;
      const inLane = (i) => tap.in_vector * block + i;
      const read = (i) => {
        const lane = mapping.in.lanes[inLane(i)];
        return lane && { channel: lane[0], y: tap.row * mapping.in.row_step + lane[1], x: tap.col * mapping.in.col_step + lane[2] };
      };
      const constant = (i) => (mapping.constants ? mapping.constants[inLane(i)] : 0);

      label(left + gap, 8, swapped ? "inp vector: the filter, by row and column of its kernel" : `${mapping.operands === "in_acc" ? "acc" : "inp"} vector: the input`, "start");
      label(left - 6, 8, "lane", "end");
      const byLane = new Map(tap.filter.map((element) => [element[1], element]));
      for (const i of columns) {
        const x = left + gap + i * cell;
        if (cell >= 12) label(x + cell / 2, 20, String(i), "middle");
        const place = read(i);
        if (swapped) {
          const element = byLane.get(i);
          const text = element ? kernel(element) : constant(i) !== 0 ? "bias" : "";
          box(x, top - cell, text ? laneColour(mapping, i) : null, text, `inp lane ${i}: ${element ? `the filter's row ${element[4]}, column ${element[5]}, channel ${element[3]}` : text ? "a digit of the bias" : "0"}`);
        } else {
          const text = place ? elementName(mapping.in, place.channel, place.y, place.x) : constant(i) !== 0 ? "bias" : "";
          box(x, top - cell, text ? laneColour(mapping, i) : null, text, `inp lane ${i}: ${place ? `channel ${place.channel}, ${padded(place.y, place.x)}` : text ? `${constant(i)}, for the bias` : "nothing"}`);
        }
      }
      for (const o of columns) {
        const y = top + gap + o * cell;
        const lane = tap.out_vector * block + o;
        const at = outElement(mapping, 0, 0, lane);
        if (cell >= 10) label(left - cell - 4, y + cell / 2, String(o), "end");
        const name = at ? elementName(mapping.out, at.channel, at.y, at.x) : "";
        box(left - cell, y, at ? laneColour(mapping, o) : null, name, `out lane ${o}: ${at ? `channel ${at.channel}, row ${at.y}, column ${at.x} of the output` : "nothing"}`);
      }
      svg
        .append("text")
        .attr("class", "soft small")
        .attr("transform", `translate(8,${top + gap + (block * cell) / 2}) rotate(-90)`)
        .attr("text-anchor", "middle")
        .text("out vector: sums");

      const weights = new Map(tap.filter.map((element) => [element[0] * block + element[1], element]));
      for (const o of columns) {
        for (const i of columns) {
          const [x, y] = [left + gap + i * cell, top + gap + o * cell];
          if (swapped) {
            const begin = outElement(mapping, 0, 0, o);
            const place = read(i);
            if (!begin || !place) {
              const bias = begin && constant(i) !== 0;
              box(x, y, bias ? laneColour(mapping, i) : null, bias ? String(constant(i)) : "", bias ? `wgt row ${o}, lane ${i}: ${constant(i)}, for the bias` : `wgt row ${o}, lane ${i}: nothing`);
              continue;
            }
            const [row, col] = [begin.y * mapping.stride[0] + place.y, begin.x * mapping.stride[1] + place.x];
            box(x, y, laneColour(mapping, i), `${row},${col}`, `wgt row ${o}, lane ${i}: ${padded(row, col)}`);
          } else {
            const element = weights.get(o * block + i);
            const kernelHere = element && `row ${element[4]}, column ${element[5]} of the kernel, from channel ${element[3]} of the group to channel ${element[2]}`;
            box(x, y, element ? laneColour(mapping, i) : null, element ? kernel(element) : "", `${mapping.operands === "in_acc" ? "product" : "wgt"} row ${o}, lane ${i}: ${element ? kernelHere : "0"}`);
          }
        }
      }
      return svg.node();
    }

    // Which lanes hold a pixel: a list of {row, col, lane}, of the vectors at these places; the first ones only.
    function holders(mapping, kind, y, x, most = 64) {
      const map = mapping[kind];
      const found = [];
      if (kind === "out" && map.sequence) {
        // Places in order: those of the pixel's own are found by trying.
        for (let row = 0; row < mapping.positions[0] && found.length < most; ++row) {
          for (let lane = 0; lane < map.lanes.length; ++lane) {
            const at = outElement(mapping, row, 0, lane);
            if (at && at.y === y && at.x === x) found.push({ row, col: 0, lane });
          }
        }
        return found;
      }
      const [rows, cols] = kind === "out" ? mapping.positions : [Infinity, Infinity];
      map.lanes.forEach((lane, number) => {
        if (!lane || found.length >= most) return;
        const [row, col] = [(y - lane[1]) / map.row_step, (x - lane[2]) / map.col_step];
        if (row >= 0 && col >= 0 && Number.isInteger(row) && Number.isInteger(col) && row < rows && col < cols) found.push({ row, col, lane: number });
      });
      return found.sort((a, b) => a.row - b.row || a.col - b.col || a.lane - b.lane);
    }

    // Size of a plane: of the padded input as far as the kernel meets it, of the output.
    function planeSize(mapping, kind) {
      if (kind === "out") return [mapping.output[1], mapping.output[2]];
      return [0, 1].map((axis) => (mapping.output[axis + 1] - 1) * mapping.stride[axis] + (mapping.kernel[axis] - 1) * mapping.dilation[axis] + 1);
    }

    // The first rows and columns of a plane, a square a pixel, with a part for each lane that it has in its first vector.
    function drawCrop(mapping, tap, kind, width) {
      const map = mapping[kind];
      const margin = 22;
      const seen = new Set();
      const size = planeSize(mapping, kind);
      const step = [map.row_step, map.col_step];
      const shown = size.map((all, axis) => {
        const spread = kind === "out" && (mapping.operands === "swapped" || map.sequence);
        const span = spread ? 0 : reach(map, axis + 1) + step[axis];
        return Math.min(all, Math.max(8, Math.min(20, span)));
      });
      const cell = Math.max(10, Math.min(30, Math.floor((width - margin - 4) / shown[1])));
      const svg = vtasim
        .chart(margin + shown[1] * cell + 2, margin + shown[0] * cell + 2, kind === "in" ? "Pixels of the input" : "Pixels of the output")
        .classed("fixed", true)
        .style("max-width", `${margin + shown[1] * cell + 2}px`);
      const number = (x, y, value) =>
        svg.append("text").attr("class", "soft small").attr("x", x).attr("y", y).attr("dy", "0.35em").attr("text-anchor", "middle").text(value);
      for (let x = 0; x < shown[1]; ++x) if (cell >= 16 || x % 2 === 0) number(margin + (x + 0.5) * cell, margin / 2, x);
      for (let y = 0; y < shown[0]; ++y) number(margin / 2, margin + (y + 0.5) * cell, y);
      // What this tap reads, or adds to, for the first out vector.
      const vector = kind === "in" ? tap.in_vector : tap.out_vector;
      const here = kind === "in" ? [tap.row, tap.col] : [0, 0];
      const mine = (holder) => holder.row === here[0] && holder.col === here[1] && Math.floor(holder.lane / mapping.block) === vector;
      const padding = (y, x) =>
        kind === "in" &&
        (y < mapping.padding[0] || x < mapping.padding[1] || y >= mapping.padding[0] + mapping.input[1] || x >= mapping.padding[1] + mapping.input[2]);
      for (let y = 0; y < shown[0]; ++y) {
        for (let x = 0; x < shown[1]; ++x) {
          const all = holders(mapping, kind, y, x);
          const chosen = all.filter(mine);
          const first = all.length > 0 ? all.filter((holder) => holder.row === all[0].row && holder.col === all[0].col) : [];
          const drawn = chosen.length > 0 ? chosen : first;
          for (const { lane } of all) seen.add(lane % mapping.block);
          const side = Math.ceil(Math.sqrt(Math.max(1, drawn.length)));
          const lines = Math.ceil(drawn.length / side);
          const group = svg.append("g");
          const [left, top] = [margin + x * cell, margin + y * cell];
          drawn.forEach((holder, i) => {
            group
              .append("rect")
              .attr("x", left + ((i % side) * cell) / side)
              .attr("y", top + (Math.floor(i / side) * cell) / lines)
              .attr("width", cell / side)
              .attr("height", cell / lines)
              .style("fill", laneColour(mapping, holder.lane))
              .style("opacity", chosen.length > 0 ? 1 : 0.32);
          });
          if (padding(y, x)) group.append("rect").attr("class", "stripes").attr("x", left).attr("y", top).attr("width", cell).attr("height", cell);
          group.append("rect").attr("class", chosen.length > 0 ? "pixel chosen" : "pixel").attr("x", left).attr("y", top).attr("width", cell).attr("height", cell);
          if (drawn.length === 1) cellText(group, left, top, cell, String(drawn[0].lane % mapping.block), chosen.length > 0 ? "cell" : "pale");
          vtasim.tip(group.datum(pixelTip(mapping, kind, y, x, all, padding(y, x))), (told) => told);
        }
      }
      if (kind === "out" && mapping.operands === "swapped" && seen.size < 2) return null;  // Lanes have parts of their own.
      // On top, so that no neighbour's border hides it.
      svg.selectAll("g").filter(function () {
        return this.querySelector(".chosen") !== null;
      }).selectAll(".chosen").each(function () {
        svg.node().append(this.cloneNode());
      });
      return svg.node();
    }

    function pixelTip(mapping, kind, y, x, all, padding) {
      const several = mapping[kind].lanes.length > mapping.block;
      const kMost = 8;
      const lines = all.slice(0, kMost).map(({ row, col, lane }) => {
        const channel = mapping[kind].lanes[lane][0];
        const of = several ? `, vector ${Math.floor(lane / mapping.block)}` : "";
        return `lane ${lane % mapping.block} of row ${row}, column ${col} of vectors${of}: channel ${channel}`;
      });
      if (all.length > kMost) lines.push(`and ${all.length - kMost} more`);
      if (lines.length === 0) lines.push("in no lane");
      return [`row ${y}, column ${x} of the ${kind === "in" ? "padded input" : "output"}${padding ? ", in the padding" : ""}`, ...lines].join("\n");
    }

    // A channel's plane, every output in the colour of its lane, every input in that of the window in which its output
    // begins: a path a colour, whatever its size.
    function drawWhole(mapping, kind, width) {
      const size = planeSize(mapping, kind);
      const lanes = new Int16Array(size[0] * size[1]).fill(-1);
      const set = (y, x, lane) => {
        if (y < size[0] && x < size[1] && lanes[y * size[1] + x] < 0) lanes[y * size[1] + x] = lane % mapping.block;
      };
      // Of windows first what lies up to the next, then the round that sums at the edge reach over into.
      const { in: input, out } = mapping;
      const pieces = kind === "out" ? [[1, 1]] : [1, 2].map((round) => [round * input.row_step, round * input.col_step]);
      const count = kind === "out" ? out.lanes.length : mapping.block;
      const stride = kind === "out" ? [1, 1] : mapping.stride;
      for (const [height, breadth] of pieces) {
        for (let row = 0; row < mapping.positions[0]; ++row) {
          for (let col = 0; col < mapping.positions[1]; ++col) {
            for (let lane = 0; lane < count; ++lane) {
              const at = outElement(mapping, row, col, lane);
              if (!at) continue;
              for (let dy = 0; dy < height; ++dy) {
                for (let dx = 0; dx < breadth; ++dx) set(at.y * stride[0] + dy, at.x * stride[1] + dx, lane);
              }
            }
          }
        }
      }
      const cell = Math.min(8, Math.max(1, (width - 4) / size[1]), 420 / size[0]);
      const svg = vtasim
        .chart(size[1] * cell + 2, size[0] * cell + 2, kind === "in" ? "All of the input" : "All of the output")
        .classed("fixed", true)
        .style("max-width", `${size[1] * cell + 2}px`);
      const paths = new Map();
      for (let y = 0; y < size[0]; ++y) {
        for (let x = 0; x < size[1]; ) {
          const lane = lanes[y * size[1] + x];
          let end = x + 1;
          while (end < size[1] && lanes[y * size[1] + end] === lane) ++end;
          if (lane >= 0) paths.set(lane, `${paths.get(lane) ?? ""}M${x} ${y}h${end - x}v1h${x - end}z`);
          x = end;
        }
      }
      const plane = svg.append("g").attr("class", "whole").attr("transform", `translate(1,1) scale(${cell})`);
      for (const [lane, path] of paths) {
        const drawn = plane.append("path").attr("d", path).style("fill", laneColour(mapping, lane));
        vtasim.tip(drawn.datum(kind === "in" ? `in windows of the tile's row ${lane}` : `out lane ${lane}`), (told) => told);
      }
      svg.append("rect").attr("class", "pixel").attr("x", 0.5).attr("y", 0.5).attr("width", size[1] * cell + 1).attr("height", size[0] * cell + 1);
      return svg.node();
    }
  },
});
