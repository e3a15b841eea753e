// Ends in the way that its argument names, while threads or destructors compute.
#include <xgrad/xgrad.hpp>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <thread>

using namespace xgrad;

namespace {

constexpr int kCode = 7;  // that of ways that call exit

// All libraries of kernels, with gradients and an optimizer's step.
struct Model {
  nn::LSTM lstm{{.input_size = 32, .hidden_size = 64, .num_layers = 2}};
  optim::Adam adam{lstm.parameters()};

  void train() {
    lstm.zero_grad();
    sum(lstm(randn({6, 16, 32})).output).backward();
    adam.step();
  }
};

void products() {
  const Tensor single = randn({150, 150}), factors = randn({150, 150}, float64);
  matmul(single, single);
  matmul(factors, factors);
  nn::init::orthogonal_(zeros({20, 20}));
}

struct ComputesWhenDestroyed {
  Model* model = nullptr;
  ~ComputesWhenDestroyed() {
    if (model == nullptr) return;
    model->train();
    products();
    tanh(randn({200000}));
  }
};

// Built before the first use of any library, so destroyed after what they register at first use.
ComputesWhenDestroyed early;

void compute_for_ever(Model* model) {
  const auto start = [](auto work) {
    std::thread([work] {
      for (;;) work();
    }).detach();
  };
  start([model] { model->train(); });
  start([x = randn({200000})] { tanh(x); });
  start(products);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

const std::map<std::string, std::function<int(Model*)>> ways = {
    {"detached_threads",
     [](Model* model) {
       compute_for_ever(model);
       return 0;
     }},
    {"static_object",
     [](Model* model) {
       model->train();
       early.model = model;
       return 0;
     }},
    {"thread_local_object",
     [](Model* model) {
       const auto use = [model] {
         thread_local ComputesWhenDestroyed local;
         model->train();
         local.model = model;
       };
       std::thread(use).join();
       use();
       return 0;
     }},
    {"exit_on_a_thread",
     [](Model* model) {
       early.model = new Model;
       compute_for_ever(model);
       std::thread([] { std::exit(kCode); }).join();
       return 1;
     }},
    {"exit_in_a_loop",
     [](Model* model) {
       early.model = model;
       parallel_for(0, 2, 1, [](Index, Index end) {
         if (end == 2) std::exit(kCode);
       });
       return 1;
     }},
    {"quick_exit",
     [](Model* model) {
       compute_for_ever(model);
       std::thread([] { std::quick_exit(kCode); }).join();
       return 1;
     }},
};

}  // namespace

int main(int, char** arguments) {
  set_num_threads(2);
  return ways.at(arguments[1])(new Model);
}
