#pragma once

#include <cstdint>
#include <vector>

#include "compiler/lanes/mapping.h"
#include "compiler/layout/tensor_layout.h"
#include "compiler/packing/byte_source.h"
#include "compiler/workload/layer.h"
#include "isa/hardware_config.h"

namespace vtasim::compiler {

/// What the host does to write a tensor in another layout, in the order of the bytes that it writes (layout_change.h).
struct PackingWork {
  std::int64_t bytes = 0;   ///< Written.
  std::int64_t pieces = 0;  ///< Runs that are side by side where they are read and where they are written, as long as
                            ///< can be, and runs of one constant.
  /// Cache lines: of what is written each once; of what is read the first, and another whenever the next byte lies in
  /// another line than the byte read before it. One that is come back to counts again: no cache is modelled.
  std::int64_t lines = 0;

  PackingWork& operator+=(const PackingWork& other);
  friend bool operator==(const PackingWork& a, const PackingWork& b) {
    return a.bytes == b.bytes && a.pieces == b.pieces && a.lines == b.lines;
  }
};

/// Of writing a tensor that lies as `from` in the layout `to`, with lines of `line_bytes`; both arrays begin with a
/// line. Throws Error where `from` lacks an element.
PackingWork work_of_change(const TensorLayout& from, const TensorLayout& to, int line_bytes);

/// Of laying out a layer's input, which lies as (N, C, H, W), for a mapping; nothing where the mapping reads VTA's
/// ordinary layout, in which inputs are taken to be. Inputs that are widened to 32 bits (Operands::in_acc) are written
/// four bytes each.
PackingWork work_of_packing(const Layer& layer, const Mapping& mapping, const isa::HardwareConfig& config,
                            int line_bytes);

}  // namespace vtasim::compiler
