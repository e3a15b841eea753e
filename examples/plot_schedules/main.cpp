// The command line: print the learning rates of all schedules as text, or write them as SVG.
#include "plot_schedules/figure.hpp"
#include "support/command_line.hpp"
#include <string>

namespace {

int run(int argc, char** argv) {
  std::string out;
  CLI::App app("Plots the learning rate schedules.", "plot_schedules");
  app.add_option("--out", out, "SVG file to write; without it, the plots are printed");
  if (const auto code = support::parse(app, argc, argv)) return *code;
  const xgrad::nn::plot::Figure figure = plot_schedules::figure();
  if (out.empty()) {
    support::print(figure.text());
  } else {
    figure.write_svg(out);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return support::run_program("plot_schedules", [&] { return run(argc, argv); });
}
