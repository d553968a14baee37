#pragma once

#include <optional>
#include <vector>

namespace vtasim::compiler {

/// What one lane of a vector holds, relative to the vector's own place.
struct Lane {
  bool used = true;
  int dy = 0;
  int dx = 0;
  int channel = 0;
  int first = 0;  ///< Where a map has a PlaceSequence: the place that the lane has in the first vector.
  bool operator==(const Lane& other) const {
    return used == other.used && dy == other.dy && dx == other.dx && channel == other.channel && first == other.first;
  }
};

/// A row and a column of a plane.
struct Pixel {
  int row = 0;
  int col = 0;
  bool operator==(const Pixel& other) const { return row == other.row && col == other.col; }
};

/// Places that are dealt out to lanes one after the other instead of lying in rows and columns of vectors: lane i of
/// the vectors at row r has place r * step + Lane::first, counted row by row.
struct PlaceSequence {
  int cols = 1;               ///< Places in a row.
  int step = 1;               ///< From a vector to the next.
  bool images = false;        ///< Those of the next image follow; otherwise each image has vectors of its own.
  std::vector<Pixel> pixels;  ///< Of the places in turn, which are pixels then; nothing: row by row.
};

/// Which elements of a tensor sit in which lanes of its vectors. The vectors at (c, y, x) of a group of channels hold
/// in each lane the element at channel c * channel_step + lane.channel of the group, row y * row_step + lane.dy, column
/// x * col_step + lane.dx; of the activation these are rows and columns of the padded input. With more lanes than a
/// vector has, several vectors lie at each place. With steps smaller than what the lanes span, neighbours overlap: the
/// host writes elements more than once.
struct LaneMap {
  int channel_step = 1;
  int row_step = 1;
  int col_step = 1;
  int vector_rows = 1;  ///< In which the vectors at a place lie, as many in each.
  /// How the places of lanes follow from a vector's row; nothing where each vector is a place for all its lanes.
  std::optional<PlaceSequence> sequence;
  std::vector<Lane> lanes;

  /// Vectors at each place, and how many of them lie side by side.
  int vectors(int block) const { return static_cast<int>(lanes.size()) / block; }
  int vector_cols(int block) const { return vectors(block) / vector_rows; }

  /// Whether all lanes of a vector are of its own row and column: of channels alone.
  bool of_one_pixel() const;

  /// Rows and columns that so many rows and columns of places reach over, from the first on.
  int rows_of(int places) const;
  int cols_of(int places) const;
};

/// Rows x columns x channels of a rectangle in lanes, channels innermost; lanes beyond it, up to full vectors, are
/// unused. Neighbours lie row_step and col_step apart.
struct Rectangle {
  int rows = 1;
  int cols = 1;
  int channels = 1;
  int row_step = 1;
  int col_step = 1;
};
LaneMap lane_map(const Rectangle& rectangle, int block);

/// A rectangle whose neighbours do not overlap.
Rectangle side_by_side(int rows, int cols, int channels);

/// Adds unused lanes up to a multiple of `block`.
void fill_vectors(LaneMap& map, int block);

}  // namespace vtasim::compiler
