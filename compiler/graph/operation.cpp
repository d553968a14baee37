#include "compiler/graph/operation.h"

#include <fmt/format.h>

#include <type_traits>

namespace vtasim::compiler {

std::string to_string(const Shape& shape) {
  return fmt::format("({}, {}, {}, {})", shape.n, shape.c, shape.h, shape.w);
}

bool works_by_pixels(const Operation& operation) {
  return std::holds_alternative<Addition>(operation) || std::holds_alternative<Concat>(operation) ||
         std::holds_alternative<ChannelShuffle>(operation) || std::holds_alternative<ChannelSlice>(operation) ||
         std::holds_alternative<ChannelGather>(operation);
}

std::string_view op_name(const Operation& operation) {
  return std::visit(
      [](const auto& op) -> std::string_view {
        using Op = std::decay_t<decltype(op)>;
        if constexpr (std::is_same_v<Op, Convolution>) return op.fully_connected ? "fully_connected" : "conv";
        if constexpr (std::is_same_v<Op, Addition>) return "add";
        if constexpr (std::is_same_v<Op, MaxPool>) return "max_pool";
        if constexpr (std::is_same_v<Op, AveragePool>) return op.global ? "global_average_pool" : "average_pool";
        if constexpr (std::is_same_v<Op, Concat>) return "concat";
        if constexpr (std::is_same_v<Op, ChannelShuffle>) return "channel_shuffle";
        if constexpr (std::is_same_v<Op, ChannelSlice>) return "channel_slice";
        if constexpr (std::is_same_v<Op, ChannelGather>) return "channel_gather";
        if constexpr (std::is_same_v<Op, HostOperation>) return "host";
      },
      operation);
}

std::string_view to_string(HostWork work) { return kHostWorks[static_cast<std::size_t>(work)]; }

}  // namespace vtasim::compiler
