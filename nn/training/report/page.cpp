// Renders a report as HTML that is also well-formed XML.
#include <xgrad/core/version.hpp>
#include <xgrad/nn/flow/plot/svg_document.hpp>
#include <xgrad/nn/training/report/figures.hpp>
#include <xgrad/nn/training/report/report.hpp>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <iterator>
#include <map>
#include <utility>

namespace xgrad::nn::training {
namespace {

using plot::escaped;

constexpr std::size_t kTableRows = 200;

constexpr const char* kStyle = R"(
:root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #1d2329; --muted: #5c6670;
  --line: #dfe3e8; --accent: #0072b2; --bad: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 860px; padding: 24px 16px 48px; background: var(--page);
  color: var(--ink); font: 15px/1.5 system-ui, "DejaVu Sans", sans-serif; }
h1 { margin: 0; font-size: 26px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 12px; font-size: 17px; }
h3 { margin: 16px 0 4px; font-size: 14px; color: var(--muted); font-weight: 600; }
section { margin-top: 16px; padding: 18px 20px; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; }
.status { margin: 8px 0 0; color: var(--bad); white-space: pre-wrap; overflow-wrap: anywhere; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(104px, 1fr)); gap: 16px;
  margin: 0; }
.facts div { min-width: 0; }
.facts dt { font-size: 13px; color: var(--muted); }
.facts dd { margin: 0; font-size: 20px; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
figure { margin: 0 0 8px; }
figure svg { display: block; max-width: 100%; height: auto; }
figure svg > rect:first-of-type { fill: none; }
figure.untitled svg { margin-top: -22px; }
p { margin: 4px 0; }
.note { color: var(--muted); font-size: 13px; }
.bad { color: var(--bad); }
pre { margin: 0; padding: 10px 12px; background: var(--page); border: 1px solid var(--line);
  border-radius: 6px; font: 13px/1.45 ui-monospace, "DejaVu Sans Mono", monospace;
  white-space: pre-wrap; overflow-wrap: anywhere; }
pre.table { white-space: pre; overflow-x: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 16px 4px 0; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--muted); font-weight: 600; }
td.number, th.number { text-align: right; }
summary { cursor: pointer; color: var(--accent); }
footer { margin-top: 16px; color: var(--muted); font-size: 13px; }
)";

constexpr const char* kDarkColours = R"(:root { --page: #14171a; --card: #1b1f24; --ink: #e4e7eb;
  --muted: #9aa4ae; --line: #343a41; --accent: #4aa0e6; --bad: #ff8a80; }
)";

// Appends to the page.
class Page {
 public:
  template <class... Values>
  void write(fmt::format_string<Values...> format, Values&&... values) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Values>(values)...);
  }
  void begin_section(const std::string& title) {
    write("<section>\n<h2>{}</h2>\n", escaped(title));
  }
  void end_section() { write("</section>\n"); }
  void figure(const plot::Figure& figure) {
    write("<figure{}>\n{}</figure>\n", figure.title.empty() ? " class=\"untitled\"" : "",
          figure.svg());
  }
  // A paragraph of an escaped text.
  void paragraph(const char* kind, const std::string& text) {
    write("<p class=\"{}\">{}</p>\n", kind, escaped(text));
  }
  void preformatted(const char* kind, const std::string& text) {
    write("<pre class=\"{}\">{}</pre>\n", kind, escaped(text));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void write_head(Page& page, const std::string& title) {
  // The policy forbids scripts and everything outside of the page.
  page.write(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" "
      "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<title>{}</title>\n<style>{}@media (prefers-color-scheme: dark) {{\n{}{}}}\n</style>\n"
      "</head>\n",
      escaped(title), kStyle, kDarkColours, plot::dark_style());
}

void write_facts(Page& page, const RunReport& report) {
  if (report.facts.empty()) return;
  page.write("<section>\n<dl class=\"facts\">\n");
  for (const auto& [name, value] : report.facts) {
    page.write("<div><dt>{}</dt><dd>{}</dd></div>\n", escaped(name), escaped(value));
  }
  page.write("</dl>\n</section>\n");
}

// A row for each evaluation, or for some consecutive ones.
void write_evaluations(Page& page, const TrainingHistory& history) {
  const auto& curves = history.evaluations();
  if (curves.empty()) return;
  std::map<Index, std::map<std::string, double>> rows;
  for (const auto& [name, curve] : curves) {
    const Curve shown = curve.thinned(kTableRows);
    for (const CurvePoint& point : shown.points()) {
      rows[point.last][name] = point.mean();
    }
  }
  page.write("<details>\n<summary>Table of the evaluations</summary>\n<div class=\"scroll\">\n");
  page.write("<table>\n<tr><th class=\"number\">step</th>");
  for (const auto& [name, curve] : curves) {
    page.write("<th class=\"number\">{}</th>", escaped(name));
  }
  page.write("</tr>\n");
  for (const auto& [step, values] : rows) {
    page.write("<tr><td class=\"number\">{}</td>", step);
    for (const auto& [name, curve] : curves) {
      const auto value = values.find(name);
      page.write("<td class=\"number\">{}</td>",
                 value == values.end() ? "" : fmt::format("{:.6g}", value->second));
    }
    page.write("</tr>\n");
  }
  page.write("</table>\n</div>\n</details>\n");
}

void write_curves(Page& page, const TrainingHistory& history) {
  page.begin_section("Curves");
  const auto figures = figures_of(history);
  for (const plot::Figure& figure : figures) page.figure(figure);
  page.paragraph("note", figures.empty()
                             ? "No steps were recorded."
                             : "Metrics over steps: those of training steps in blue, those of "
                               "evaluations in orange. A point of several steps is their mean, "
                               "and the band ends at their smallest and largest value.");
  for (const std::string& sentence : not_finite_values(history)) page.paragraph("bad", sentence);
  write_evaluations(page, history);
  page.end_section();
}

void write_flows(Page& page, const RunReport& report) {
  if (report.flows.empty()) return;
  page.begin_section("Gradient flow");
  for (const FlowReport& flow : report.flows) {
    page.figure(flow.figure());
    if (const std::string advice = flow.advice(); !advice.empty()) page.paragraph("", advice);
  }
  page.end_section();
}

void write_texts(Page& page, const RunReport& report) {
  if (!report.history.samples().empty()) {
    page.begin_section("Samples");
    for (const TextSample& sample : report.history.samples()) {
      page.write("<h3>after step {}</h3>\n", sample.step);
      page.preformatted("", sample.text);
    }
    page.end_section();
  }
  for (const auto& [title, text] : report.texts) {
    page.begin_section(title);
    page.preformatted("table", text);
    page.end_section();
  }
}

void write_configuration(Page& page, const Metadata& configuration) {
  if (configuration.empty()) return;
  page.begin_section("Configuration");
  page.write("<table>\n");
  for (const auto& [name, value] : configuration) {
    page.write("<tr><th>{}</th><td>{}</td></tr>\n", escaped(name), escaped(value));
  }
  page.write("</table>\n");
  page.end_section();
}

}  // namespace

std::string RunReport::html() const {
  Page page;
  write_head(page, title);
  page.write("<body>\n<header>\n<h1>{}</h1>\n", escaped(title));
  if (!status.empty()) page.paragraph("status", status);
  page.write("</header>\n<main>\n");
  write_facts(page, *this);
  write_curves(page, history);
  write_flows(page, *this);
  write_texts(page, *this);
  write_configuration(page, configuration);
  page.write(
      "</main>\n<footer>xgrad {}, written {:%Y-%m-%d %H:%M} UTC</footer>\n</body>\n</html>\n",
      version(), fmt::gmtime(std::time(nullptr)));
  return page.take();
}

}  // namespace xgrad::nn::training
