#pragma once

#include "compiler/lanes/loop_nest.h"

namespace vtasim::compiler {

/// Rows or columns of a nest: where positions of out vectors read. At an offset, position p meets element
/// p * stride + offset - pad of the plane, or padding.
struct NestAxis {
  int positions = 1;
  int stride = 1;
  int pad = 0;
  int extent = 1;  ///< Of the plane, in DRAM.
};

inline NestAxis rows_of(const LoopNest& nest) { return {nest.rows, nest.stride_rows, nest.pad_rows, nest.plane_rows}; }
inline NestAxis cols_of(const LoopNest& nest) { return {nest.cols, nest.stride_cols, nest.pad_cols, nest.plane_cols}; }

}  // namespace vtasim::compiler
