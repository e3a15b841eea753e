// SVG documents with a title. Internal.
#pragma once

#include <string>

namespace xgrad::nn::plot {

/// A text with the special characters of XML as entities.
std::string escaped(const std::string& text);

/// Sizes of a document in pixels; its title begins at `left`.
struct DocumentSize {
  double width, height, left;
};

/// A complete document with a title, of which `elements` are the rest.
std::string svg_document(const DocumentSize& size, const std::string& title,
                         const std::string& elements);

}  // namespace xgrad::nn::plot
