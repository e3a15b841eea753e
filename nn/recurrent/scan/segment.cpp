// Which rows of h a segment returns as a sequence.
#include <xgrad/nn/recurrent/scan/segment.hpp>

namespace xgrad::nn {

bool ends_with_h(const SequenceLayout& layout, const Segment& segment) {
  return layout.size(segment.last_step()) == layout.batch();
}

RowRange rows_of_h(const SequenceLayout& layout, const Segment& segment) {
  const RowRange all = {layout.row(segment.begin), layout.row(segment.end)};
  if (!ends_with_h(layout, segment)) return all;
  if (segment.reverse) return {layout.row(segment.begin + 1), all.end};
  return {all.begin, layout.row(segment.end - 1)};
}

}  // namespace xgrad::nn
