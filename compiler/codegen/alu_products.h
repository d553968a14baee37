#pragma once

#include "compiler/codegen/uop_table.h"
#include "compiler/lanes/loop_nest.h"
#include "compiler/tiling/tiling.h"

namespace vtasim::compiler {

/// Where in acc a tile's vectors begin.
struct ProductEntries {
  int sums = 0;        ///< [filter][row][col]
  int products = 0;    ///< As many.
  int activation = 0;  ///< [group][window row][window col]
  int filter = 0;      ///< [filter][tap]
};

/// Appends the ALU instructions that add the products of all taps to a tile's sums, lane by lane. For each tap: ADD of
/// 0 (an immediate) copies what it meets, MUL and ADD with registers multiply that by the weights and add it up: five
/// cycles a vector. MUL is an extension (AluOp::mul).
void append_products(const LoopNest& nest, const Tile& tile, const Window& window, const ProductEntries& entries,
                     UopTable& program);

}  // namespace vtasim::compiler
