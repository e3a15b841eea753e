// What oneDNN's own LSTM primitive costs, one layer in one direction: onednn_recurrent [ROUNDS]
//
// It gets and gives the plain layouts that a framework holds: [time, batch, features] and weights
// that change between training steps. So a training step reorders the weights and brings their
// gradients back; inference reorders them once.
#include "shared/recurrent.hpp"
#include <algorithm>
#include <oneapi/dnnl/dnnl.hpp>
#include <random>
#include <unordered_map>

namespace {

using dnnl::memory;
using Tag = memory::format_tag;
using Arguments = std::unordered_map<int, memory>;

memory::desc described(const memory::dims& sizes, Tag tag) {
  return {sizes, memory::data_type::f32, tag};
}

const dnnl::engine& processor() {
  static const dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

// Elements in [-1, 1), times `scale`.
memory random(const memory::desc& description, float scale, unsigned seed) {
  memory result(description, processor());
  std::mt19937 generator(seed);
  std::uniform_real_distribution<float> uniform(-scale, scale);
  auto* const elements = static_cast<float*>(result.get_data_handle());
  for (std::size_t i = 0; i < description.get_size() / sizeof(float); ++i) {
    elements[i] = uniform(generator);
  }
  return result;
}

class Layer {
 public:
  explicit Layer(const bench::RecurrentShape& shape)
      : x_sizes_({shape.time, shape.batch, shape.input}),
        h_sizes_({shape.time, shape.batch, shape.hidden}),
        w_ih_sizes_({1, 1, shape.input, 4, shape.hidden}),
        w_hh_sizes_({1, 1, shape.hidden, 4, shape.hidden}),
        bias_sizes_({1, 1, 4, shape.hidden}),
        x_(random(described(x_sizes_, Tag::tnc), 1, 1)),
        w_ih_(random(described(w_ih_sizes_, Tag::ldigo), 0.05F, 2)),
        w_hh_(random(described(w_hh_sizes_, Tag::ldigo), 0.05F, 3)),
        bias_(random(described(bias_sizes_, Tag::ldgo), 0.05F, 4)),
        output_(described(h_sizes_, Tag::tnc), processor()),
        output_gradient_(random(described(h_sizes_, Tag::tnc), 1, 5)),
        x_gradient_(described(x_sizes_, Tag::tnc), processor()),
        w_ih_gradient_(described(w_ih_sizes_, Tag::ldigo), processor()),
        w_hh_gradient_(described(w_hh_sizes_, Tag::ldigo), processor()),
        bias_gradient_(described(bias_sizes_, Tag::ldgo), processor()),
        inference_(forward(dnnl::prop_kind::forward_inference)),
        training_(forward(dnnl::prop_kind::forward_training)),
        backward_(backward()),
        infer_(inference_),
        train_(training_),
        pull_back_(backward_),
        workspace_(training_.workspace_desc(), processor()),
        packed_w_ih_(reordered(w_ih_, inference_.weights_layer_desc())),
        packed_w_hh_(reordered(w_hh_, inference_.weights_iter_desc())) {
    stream_.wait();
  }

  void infer() {
    infer_.execute(stream_, inputs(packed_w_ih_, packed_w_hh_));
    stream_.wait();
  }

  void train() {
    Arguments arguments = inputs(reordered(w_ih_, training_.weights_layer_desc()),
                                 reordered(w_hh_, training_.weights_iter_desc()));
    arguments[DNNL_ARG_WORKSPACE] = workspace_;
    train_.execute(stream_, arguments);

    memory w_ih_gradient = cleared(backward_.diff_weights_layer_desc());
    memory w_hh_gradient = cleared(backward_.diff_weights_iter_desc());
    clear(bias_gradient_);
    arguments[DNNL_ARG_WEIGHTS_LAYER] = reordered(w_ih_, backward_.weights_layer_desc());
    arguments[DNNL_ARG_WEIGHTS_ITER] = reordered(w_hh_, backward_.weights_iter_desc());
    arguments[DNNL_ARG_DIFF_DST_LAYER] = output_gradient_;
    arguments[DNNL_ARG_DIFF_SRC_LAYER] = x_gradient_;
    arguments[DNNL_ARG_DIFF_WEIGHTS_LAYER] = w_ih_gradient;
    arguments[DNNL_ARG_DIFF_WEIGHTS_ITER] = w_hh_gradient;
    arguments[DNNL_ARG_DIFF_BIAS] = bias_gradient_;
    pull_back_.execute(stream_, arguments);
    reorder_into(w_ih_gradient, w_ih_gradient_);
    reorder_into(w_hh_gradient, w_hh_gradient_);
    stream_.wait();
  }

 private:
  static memory::desc any(const memory::dims& sizes) { return described(sizes, Tag::any); }

  dnnl::lstm_forward::primitive_desc forward(dnnl::prop_kind kind) const {
    return {{kind, dnnl::rnn_direction::unidirectional_left2right, x_.get_desc(), memory::desc(),
             memory::desc(), any(w_ih_sizes_), any(w_hh_sizes_), bias_.get_desc(),
             output_.get_desc(), memory::desc(), memory::desc()},
            processor()};
  }
  dnnl::lstm_backward::primitive_desc backward() const {
    return {{dnnl::prop_kind::backward,
             dnnl::rnn_direction::unidirectional_left2right,
             x_.get_desc(),
             memory::desc(),
             memory::desc(),
             any(w_ih_sizes_),
             any(w_hh_sizes_),
             bias_.get_desc(),
             output_.get_desc(),
             memory::desc(),
             memory::desc(),
             x_gradient_.get_desc(),
             memory::desc(),
             memory::desc(),
             any(w_ih_sizes_),
             any(w_hh_sizes_),
             bias_gradient_.get_desc(),
             output_gradient_.get_desc(),
             memory::desc(),
             memory::desc()},
            processor(),
            training_};
  }
  Arguments inputs(const memory& layer, const memory& iteration) const {
    return {{DNNL_ARG_SRC_LAYER, x_},
            {DNNL_ARG_WEIGHTS_LAYER, layer},
            {DNNL_ARG_WEIGHTS_ITER, iteration},
            {DNNL_ARG_BIAS, bias_},
            {DNNL_ARG_DST_LAYER, output_}};
  }
  void reorder_into(memory from, memory to) { dnnl::reorder(from, to).execute(stream_, from, to); }
  memory reordered(const memory& from, const memory::desc& description) {
    memory result(description, processor());
    reorder_into(from, result);
    return result;
  }
  static void clear(const memory& target) {
    std::fill_n(static_cast<char*>(target.get_data_handle()), target.get_desc().get_size(), '\0');
  }
  static memory cleared(const memory::desc& description) {
    memory result(description, processor());
    clear(result);
    return result;
  }

  memory::dims x_sizes_, h_sizes_, w_ih_sizes_, w_hh_sizes_, bias_sizes_;
  dnnl::stream stream_{processor()};
  memory x_, w_ih_, w_hh_, bias_;
  memory output_, output_gradient_, x_gradient_, w_ih_gradient_, w_hh_gradient_, bias_gradient_;
  dnnl::lstm_forward::primitive_desc inference_, training_;
  dnnl::lstm_backward::primitive_desc backward_;
  dnnl::lstm_forward infer_, train_;
  dnnl::lstm_backward pull_back_;
  memory workspace_, packed_w_ih_, packed_w_hh_;
};

}  // namespace

int main(int argc, char** argv) {
  const bench::RecurrentSettings settings(argc, argv);
  for (const bench::RecurrentShape& shape : bench::kShapes) {
    if (shape.kind == "lstm" && shape.layers == 1 && !shape.bidirectional) {
      bench::report<Layer>(shape, settings);
    }
  }
}
