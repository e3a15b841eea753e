// SVG documents with a title. Internal.
#pragma once

#include <string>

namespace xgrad::nn::plot {

/// A text with the special characters of XML as entities. Bytes that are not UTF-8 and control
/// characters other than line ends and tabs become U+FFFD.
std::string escaped(const std::string& text);

/// Sizes of a document in pixels; its title begins at `left`.
struct DocumentSize {
  double width, height, left;
};

/// A complete document with a title, of which `elements` are the rest.
std::string svg_document(const DocumentSize& size, const std::string& title,
                         const std::string& elements);

/// Rules of a style sheet that show the elements of such documents, without the white rectangle behind
/// them, in colours for a dark background.
std::string dark_style();

}  // namespace xgrad::nn::plot
