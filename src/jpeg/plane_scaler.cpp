// SPDX-License-Identifier: Apache-2.0
#include <zimg.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>

#include "pixherd/jpeg/planes.hpp"

namespace pixherd {
namespace {

constexpr std::size_t kGraphsKept = 32;
/// Nearer than this, two places in a plane are the same.
constexpr double kNothing = 1e-6;

/// The plane with its last column and row repeated, so that it has at least these sides.
Plane extended(const Plane& plane, std::uint32_t width, std::uint32_t height) {
  Plane larger(std::max(width, plane.width()), std::max(height, plane.height()));
  for (std::uint32_t y = 0; y < larger.height(); ++y) {
    const std::uint8_t* source = plane.row(std::min(y, plane.height() - 1));
    std::uint8_t* target = larger.row(y);
    std::memcpy(target, source, plane.width());
    std::memset(target + plane.width(), source[plane.width() - 1], larger.width() - plane.width());
  }
  return larger;
}

std::uint32_t samples_up_to(double place) {
  return static_cast<std::uint32_t>(std::ceil(place - kNothing));
}

bool is_whole_plane(const Region& region, const Plane& plane) {
  return std::abs(region.left) < kNothing && std::abs(region.top) < kNothing &&
         std::abs(region.width - plane.width()) < kNothing &&
         std::abs(region.height - plane.height()) < kNothing;
}

zimg_image_format grey_format(std::uint32_t width, std::uint32_t height) {
  zimg_image_format format;
  zimg_image_format_default(&format, ZIMG_API_VERSION);
  format.width = width;
  format.height = height;
  format.pixel_type = ZIMG_PIXEL_BYTE;
  format.color_family = ZIMG_COLOR_GREY;
  format.pixel_range = ZIMG_RANGE_FULL;
  return format;
}

/// False where zimg has no such kernel for this.
bool set_kernel(zimg_graph_builder_params& params, Kernel kernel) {
  const auto set = [&](zimg_resample_filter_e filter, double a, double b) {
    params.resample_filter = filter;
    params.filter_param_a = a;
    params.filter_param_b = b;
    return true;
  };
  switch (kernel) {
    case Kernel::nearest: return false;  // its samples would be chosen plane by plane
    case Kernel::linear: return set(ZIMG_RESIZE_BILINEAR, 0, 0);
    case Kernel::cubic: return set(ZIMG_RESIZE_BICUBIC, 0, 0.5);
    case Kernel::mitchell: return set(ZIMG_RESIZE_BICUBIC, 1.0 / 3, 1.0 / 3);
    case Kernel::lanczos2: return set(ZIMG_RESIZE_LANCZOS, 2, 0);
    case Kernel::lanczos3: return set(ZIMG_RESIZE_LANCZOS, 3, 0);
  }
  return false;
}

zimg_filter_graph* build(const Plane& plane, const Region& source, const PlaneShape& wanted,
                         Kernel kernel) {
  zimg_image_format from = grey_format(plane.width(), plane.height());
  from.active_region.left = source.left;
  from.active_region.top = source.top;
  from.active_region.width = source.width;
  from.active_region.height = source.height;
  const zimg_image_format to = grey_format(wanted.width, wanted.height);
  zimg_graph_builder_params params;
  zimg_graph_builder_params_default(&params, ZIMG_API_VERSION);
  params.cpu_type = ZIMG_CPU_AUTO_64B;
  return set_kernel(params, kernel) ? zimg_filter_graph_build(&from, &to, &params) : nullptr;
}

}  // namespace

struct PlaneScaler::Graph {
  struct Free {
    void operator()(zimg_filter_graph* graph) const { zimg_filter_graph_free(graph); }
  };
  using Key = std::array<double, 9>;

  Key key{};
  std::unique_ptr<zimg_filter_graph, Free> graph;
  std::uint32_t scratch_bytes = 0;  ///< what it works in

  static Key key_of(const Plane& plane, const Region& source, const PlaneShape& wanted,
                    Kernel kernel) {
    return {static_cast<double>(plane.width()),
            static_cast<double>(plane.height()),
            source.left,
            source.top,
            source.width,
            source.height,
            static_cast<double>(wanted.width),
            static_cast<double>(wanted.height),
            static_cast<double>(kernel)};
  }
};

PlaneScaler::PlaneScaler() = default;
PlaneScaler::~PlaneScaler() = default;

PlaneScaler::Graph* PlaneScaler::graph_for(const Plane& plane, const Region& source,
                                           const PlaneShape& wanted, Kernel kernel) {
  const Graph::Key key = Graph::key_of(plane, source, wanted, kernel);
  const auto known = std::find_if(graphs_.begin(), graphs_.end(),
                                  [&](const auto& graph) { return graph->key == key; });
  if (known != graphs_.end()) {
    std::rotate(known, known + 1, graphs_.end());
    return graphs_.back().get();
  }
  auto made = std::make_unique<Graph>();
  made->key = key;
  made->graph.reset(build(plane, source, wanted, kernel));
  std::size_t scratch = 0;
  if (!made->graph || zimg_filter_graph_get_tmp_size(made->graph.get(), &scratch) != 0 ||
      scratch > UINT32_MAX) {
    zimg_clear_last_error();
    return nullptr;
  }
  made->scratch_bytes = static_cast<std::uint32_t>(scratch);
  if (graphs_.size() == kGraphsKept) {
    graphs_.erase(graphs_.begin());
  }
  graphs_.push_back(std::move(made));
  return graphs_.back().get();
}

std::optional<Plane> PlaneScaler::scaled(Component component, const PlaneShape& wanted,
                                         Kernel kernel) {
  // What the whole new plane shows, on the source's grid; it may reach a little beyond.
  Region source = component.picture;
  source.width *= wanted.width / wanted.picture_width;
  source.height *= wanted.height / wanted.picture_height;
  Plane& plane = component.plane;
  if (is_whole_plane(source, plane) && plane.width() == wanted.width &&
      plane.height() == wanted.height) {
    return std::move(plane);
  }
  const std::uint32_t needed_width = samples_up_to(source.left + source.width);
  const std::uint32_t needed_height = samples_up_to(source.top + source.height);
  if (needed_width > plane.width() || needed_height > plane.height()) {
    plane = extended(plane, needed_width, needed_height);
  }
  Graph* graph = graph_for(plane, source, wanted, kernel);
  if (graph == nullptr) {
    return std::nullopt;
  }
  if (graph->scratch_bytes > scratch_.width()) {
    scratch_ = Plane(graph->scratch_bytes, 1);
  }
  Plane out(wanted.width, wanted.height);
  zimg_image_buffer_const from{};
  from.version = ZIMG_API_VERSION;
  from.plane[0] = {plane.row(0), static_cast<std::ptrdiff_t>(plane.stride()), ZIMG_BUFFER_MAX};
  zimg_image_buffer to{};
  to.version = ZIMG_API_VERSION;
  to.plane[0] = {out.row(0), static_cast<std::ptrdiff_t>(out.stride()), ZIMG_BUFFER_MAX};
  if (zimg_filter_graph_process(graph->graph.get(), &from, &to, scratch_.row(0), nullptr, nullptr,
                                nullptr, nullptr) != 0) {
    zimg_clear_last_error();
    return std::nullopt;
  }
  return out;
}

}  // namespace pixherd
