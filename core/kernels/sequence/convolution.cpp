// Convolutions as products of weights with shifted rows of the padded input. A stride splits the
// input into phases, the elements with equal remainders, in which shifted rows are contiguous.
#include <xgrad/core/kernels/copy.hpp>
#include <xgrad/core/kernels/product/gemm.hpp>
#include <xgrad/core/kernels/sequence/convolution.hpp>
#include <xgrad/core/kernels/sequence/shifted_rows.hpp>
#include <xgrad/core/kernels/views.hpp>
#include <xgrad/core/threads/threads.hpp>

#include <algorithm>

namespace xgrad::kernels {
namespace {

// The smallest whole number that is at least a / b, for b > 0.
Index ceil_div(Index a, Index b) {
  return a <= 0 ? -(-a / b) : (a - 1) / b + 1;
}

// Channels with zeros around them, split into `stride` phases: element u of phase p is element
// u stride + p - front of the channel.
template <class T>
class PaddedChannels {
 public:
  PaddedChannels(Index channels, Index in_length, Index front, Index stride, Index length)
      : channels_(channels), in_length_(in_length), front_(front), stride_(stride) {
    is_view_ = stride == 1 && front == 0 && length <= in_length;
    length_ = is_view_ ? in_length : length;
    if (!is_view_) storage_ = zeros({channels * stride * length}, dtype_of<T>());
  }

  // Takes the elements of `channels`, which must outlive their use.
  void load(const T* channels) {
    if (is_view_) {
      data_ = channels;
      return;
    }
    T* out = storage_.mutable_data<T>();
    data_ = out;
    for (Index channel = 0; channel < channels_; ++channel, channels += in_length_) {
      for (Index phase = 0; phase < stride_; ++phase, out += length_) {
        const Index begin = std::max<Index>(0, ceil_div(front_ - phase, stride_));
        const Index end = std::min(length_, ceil_div(in_length_ + front_ - phase, stride_));
        const T* const in = channels + phase - front_;
        if (stride_ == 1) {
          if (begin < end) std::copy_n(in + begin, end - begin, out + begin);
        } else {
          for (Index u = begin; u < end; ++u) out[u] = in[u * stride_];
        }
      }
    }
  }

  // The row whose element t is element t stride + shift - front of the channel.
  const T* row(Index channel, Index shift) const {
    return data_ + (channel * stride_ + shift % stride_) * length_ + shift / stride_;
  }

 private:
  Index channels_, in_length_, front_, stride_, length_;
  bool is_view_;
  Array storage_;
  const T* data_ = nullptr;
};

// The channels of the input that one group reads.
template <class T>
PaddedChannels<T> padded_input(const Convolution& c) {
  const Index length = (c.kernel - 1) * c.dilation / c.stride + c.out_length;
  return {c.in_channels / c.groups, c.in_length, c.front, c.stride, length};
}

// The rows with which the weights of one group are multiplied, one for each channel and tap.
template <class T>
void shift(const PaddedChannels<T>& input, const Convolution& c, ShiftedRows<T>& rows) {
  rows.rows.clear();
  rows.length = c.out_length;
  for (Index channel = 0; channel < c.in_channels / c.groups; ++channel) {
    for (Index j = 0; j < c.kernel; ++j) rows.rows.push_back(input.row(channel, j * c.dilation));
  }
}

template <class T>
ShiftedRows<T> rows_for(Index channels, Index taps) {
  ShiftedRows<T> rows;
  rows.rows.reserve(static_cast<std::size_t>(channels * taps));
  return rows;
}

// Calls `body` in parallel with ranges of the groups of all examples.
template <class Body>
void for_groups(const Convolution& c, const Body& body) {
  const Index ins = c.in_channels / c.groups, outs = c.out_channels / c.groups;
  const double work = static_cast<double>(outs) * static_cast<double>(ins) *
                      static_cast<double>(c.kernel) * static_cast<double>(c.out_length);
  parallel_for(0, c.batch * c.groups, 1 + static_cast<Index>(kWorkPerThread / (work + 1)), body);
}

// The taps j that contribute to the elements of one phase of the input: j dilation = phase modulo
// stride.
PoolVector<Index> taps_of(const Convolution& c, Index phase) {
  PoolVector<Index> taps;
  taps.reserve(static_cast<std::size_t>(c.kernel));
  for (Index j = 0; j < c.kernel; ++j) {
    if (j * c.dilation % c.stride == phase) taps.push_back(j);
  }
  return taps;
}

// The weights of each group and phase as the matrix by which rows of g are multiplied, in this
// order.
// [out channels, in channels, taps of all phases] -> phases x [in channels, out channels, taps]
template <class T>
Array transposed_weight(const Array& weight, const Convolution& c) {
  const Index outs = c.out_channels / c.groups, ins = c.in_channels / c.groups;
  Array result = Array::empty({weight.numel()}, weight.dtype());
  T* to = result.mutable_data<T>();
  for (Index group = 0; group < c.groups; ++group) {
    const T* const from = weight.data<T>() + group * outs * ins * c.kernel;
    for (Index phase = 0; phase < c.stride; ++phase) {
      const PoolVector<Index> taps = taps_of(c, phase);
      if (taps.empty()) continue;
      for (Index in = 0; in < ins; ++in) {
        for (Index out = 0; out < outs; ++out) {
          for (const Index j : taps) *to++ = from[(out * ins + in) * c.kernel + j];
        }
      }
    }
  }
  return result;
}

// Row-major elements, or an undefined array.
Array dense(const Array& x) {
  return x.defined() ? contiguous(x) : x;
}

template <class T>
const T* from_group(const Array& bias, Index first) {
  return bias.defined() ? bias.data<T>() + first : nullptr;
}

template <class T>
void convolve(Array& y, const Array& x, const Array& weight, const Array& bias,
              const Convolution& c) {
  const Index ins = c.in_channels / c.groups, outs = c.out_channels / c.groups;
  T* const out = y.mutable_data<T>();
  for_groups(c, [&](Index begin, Index end) {
    PaddedChannels<T> input = padded_input<T>(c);
    ShiftedRows<T> rows = rows_for<T>(ins, c.kernel);
    for (Index item = begin; item < end; ++item) {
      const Index group = item % c.groups;
      input.load(x.data<T>() + item * ins * c.in_length);
      shift(input, c, rows);
      multiply_rows(outs, weight.data<T>() + group * outs * ins * c.kernel, rows,
                    from_group<T>(bias, group * outs), out + item * outs * c.out_length,
                    c.out_length);
    }
  });
}

// Each phase of the input is a convolution of g with stride 1.
template <class T>
void convolve_transposed(Array& x, const Array& g, const Array& weight, const Array& bias,
                         const Convolution& c) {
  const Index ins = c.in_channels / c.groups, outs = c.out_channels / c.groups;
  const Array factors = transposed_weight<T>(weight, c);
  T* const result = x.mutable_data<T>();
  // Element t of g is element t + delay of its row with zeros in front.
  const Index delay = (c.kernel - 1) * c.dilation / c.stride;
  const Index steps = std::max(ceil_div(c.in_length + c.front, c.stride), c.out_length);
  for_groups(c, [&](Index begin, Index end) {
    PaddedChannels<T> gradient(outs, c.out_length, delay, 1, delay + steps);
    ShiftedRows<T> rows = rows_for<T>(outs, c.kernel);
    Array phase_storage = Array::empty({c.stride == 1 ? 0 : ins * steps}, weight.dtype());
    for (Index item = begin; item < end; ++item) {
      const Index group = item % c.groups;
      const T* factor = factors.data<T>() + group * outs * ins * c.kernel;
      T* const out = result + item * ins * c.in_length;
      gradient.load(g.data<T>() + item * outs * c.out_length);
      for (Index phase = 0; phase < c.stride; ++phase) {
        // Elements v stride + phase - front of the input, for v from `first` to `last` - 1.
        const Index first = std::max<Index>(0, ceil_div(c.front - phase, c.stride));
        const Index last = std::max(first, ceil_div(c.in_length + c.front - phase, c.stride));
        rows.rows.clear();
        rows.length = last - first;
        const PoolVector<Index> taps = taps_of(c, phase);
        for (Index channel = 0; channel < outs && !taps.empty(); ++channel) {
          for (const Index j : taps) {
            rows.rows.push_back(gradient.row(channel, delay - j * c.dilation / c.stride + first));
          }
        }
        const T* const start = from_group<T>(bias, group * ins);
        if (c.stride == 1) {
          multiply_rows(ins, factor, rows, start, out, c.in_length);
        } else {
          T* const values = phase_storage.mutable_data<T>();
          multiply_rows(ins, factor, rows, start, values, rows.length);
          for (Index channel = 0; channel < ins; ++channel) {
            T* const to = out + channel * c.in_length + first * c.stride + phase - c.front;
            const T* const from = values + channel * rows.length;
            for (Index v = 0; v < rows.length; ++v) to[v * c.stride] = from[v];
          }
        }
        factor += ins * rows.count();
      }
    }
  });
}

// Groups are divided among the threads; the sum over the batch runs in its order.
template <class T>
void convolve_weight_gradient(Array& sum, const Array& g, const Array& x, const Convolution& c) {
  const Index ins = c.in_channels / c.groups, outs = c.out_channels / c.groups;
  T* const result = sum.mutable_data<T>();
  Convolution one = c;
  one.batch = 1;
  for_groups(one, [&](Index begin, Index end) {
    PaddedChannels<T> input = padded_input<T>(c);
    ShiftedRows<T> rows = rows_for<T>(ins, c.kernel);
    for (Index group = begin; group < end; ++group) {
      for (Index example = 0; example < c.batch; ++example) {
        const Index item = example * c.groups + group;
        input.load(x.data<T>() + item * ins * c.in_length);
        shift(input, c, rows);
        add_row_products(outs, g.data<T>() + item * outs * c.out_length, c.out_length, rows,
                         result + group * outs * ins * c.kernel);
      }
    }
  });
}

}  // namespace

Array convolve(const Array& x, const Array& weight, const Array& bias, const Convolution& sizes) {
  Array y = Array::empty(sizes.output(), x.dtype());
  visit_floating(x.dtype(), [&]<class T>(T) {
    convolve<T>(y, contiguous(x), contiguous(weight), dense(bias), sizes);
  });
  return y;
}

Array convolve_transposed(const Array& g, const Array& weight, const Array& bias,
                          const Convolution& sizes) {
  Array x = Array::empty(sizes.input(), g.dtype());
  visit_floating(g.dtype(), [&]<class T>(T) {
    convolve_transposed<T>(x, contiguous(g), contiguous(weight), dense(bias), sizes);
  });
  return x;
}

Array convolve_weight_gradient(const Array& g, const Array& x, const Convolution& sizes) {
  const Index outs = sizes.out_channels / sizes.groups;
  const Index rows = sizes.in_channels / sizes.groups * sizes.kernel;
  Array sum = zeros({sizes.groups, rows, outs}, g.dtype());
  visit_floating(g.dtype(), [&]<class T>(T) {
    convolve_weight_gradient<T>(sum, contiguous(g), contiguous(x), sizes);
  });
  return reshape(transpose(sum, 1, 2), sizes.weight());
}

}  // namespace xgrad::kernels
