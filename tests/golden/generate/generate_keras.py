#!/usr/bin/python3
"""Writes tests/golden/keras: files in the layouts of Keras, and tests/golden/readers/keras.hpp: the outputs of their models.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_keras.py
Needs Debian 12's python3-h5py (3.7.0) and python3-numpy (1.24.2), not Keras: the layouts are those that
keras/src/legacy/saving/legacy_h5_format.py and keras/src/saving/saving_lib.py of Keras 3 and their predecessors write,
the outputs those of the equations in Keras' documentation, in float64. Files in the newer formats of HDF5 contain the
time of writing.
"""

import json
from pathlib import Path

import h5py
import numpy as np

from generate_readers import write

FOLDER = Path(__file__).parents[1] / "keras"
INPUTS = np.array([[0, 3], [4, 1], [2, 2], [1, 0]])  # token ids [time, batch]
RANDOM = np.random.default_rng(1)


def weight(*shape):
    """Numbers that float32 represents, in float64."""
    return RANDOM.uniform(-1, 1, shape).astype("f4").astype("f8")


def single(weights):
    return [value.astype("f4") for value in weights]


# The weights of layers, by the roles that they have in Keras.

def recurrent(gates, inputs, units, bias=True, rows=1):
    weights = {"kernel": weight(inputs, gates * units), "recurrent_kernel": weight(units, gates * units)}
    if bias:
        weights["bias"] = weight(gates * units) if rows == 1 else weight(rows, gates * units)
    return weights


def dense(inputs, units):
    return {"kernel": weight(inputs, units), "bias": weight(units)}


# The layers' equations.

def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def lstm(x, kernel, recurrent_kernel, bias=0.0):
    """Keras' LSTMCell: gates i, f, c, o."""
    h = c = np.zeros((x.shape[1], len(recurrent_kernel)))
    outputs = []
    for step in x:
        i, f, g, o = np.split(step @ kernel + h @ recurrent_kernel + bias, 4, axis=1)
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
        h = sigmoid(o) * np.tanh(c)
        outputs.append(h)
    return np.stack(outputs)


def gru(x, kernel, recurrent_kernel, bias=None, reset_after=True):
    """Keras' GRUCell: gates z, r, h."""
    units = len(recurrent_kernel)
    h = np.zeros((x.shape[1], units))
    outputs = []
    of_x, of_h = (bias if reset_after else (bias, 0)) if bias is not None else (0, 0)
    for step in x:
        x_z, x_r, x_h = np.split(step @ kernel + of_x, 3, axis=1)
        if reset_after:
            h_z, h_r, h_h = np.split(h @ recurrent_kernel + of_h, 3, axis=1)
            z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
            candidate = np.tanh(x_h + r * h_h)
        else:
            z = sigmoid(x_z + h @ recurrent_kernel[:, :units])
            r = sigmoid(x_r + h @ recurrent_kernel[:, units:2 * units])
            candidate = np.tanh(x_h + (r * h) @ recurrent_kernel[:, 2 * units:])
        h = z * h + (1 - z) * candidate
        outputs.append(h)
    return np.stack(outputs)


def simple_rnn(x, kernel, recurrent_kernel, bias=0.0, activation=np.tanh):
    h = np.zeros((x.shape[1], len(recurrent_kernel)))
    outputs = []
    for step in x:
        h = activation(step @ kernel + h @ recurrent_kernel + bias)
        outputs.append(h)
    return np.stack(outputs)


def bidirectional(layer, x, forward, backward):
    return np.concatenate([layer(x, **forward), layer(x[::-1], **backward)[::-1]], axis=2)


def layer_normalization(x, gamma, beta, epsilon=1e-3):
    centred = x - x.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + epsilon) * gamma + beta


# The layouts of files.

def save_list(group, name, items, chunks=1):
    """Long lists are divided into several attributes."""
    items = [item.encode() for item in items]
    if chunks == 1:
        group.attrs[name] = items
    else:
        for number, part in enumerate(np.array_split(np.asarray(items), chunks)):
            group.attrs[f"{name}{number}"] = part


def save_layers(group, layers, version, chunks=1):
    """Keras 2: `layers` are the weights of each layer by name."""
    save_list(group, "layer_names", layers, chunks)
    group.attrs["backend"] = b"tensorflow"
    group.attrs["keras_version"] = version.encode()
    for layer, weights in layers.items():
        inner = group.create_group(layer)
        save_list(inner, "weight_names", weights, chunks if weights else 1)
        for name, value in weights.items():
            inner.create_dataset(name, value.shape, dtype="f4")[...] = value
    top = group.create_group("top_level_model_weights")
    save_list(top, "weight_names", [])


def named(path, weights):
    return {f"{path}/{role}:0": value for role, value in weights.items()}


def config(layers, model="Sequential"):
    return json.dumps({"class_name": model, "config": {"name": "model", "layers": layers}})


def layer_config(kind, name, **options):
    initializer = {"class_name": "GlorotUniform", "config": {"seed": None}}
    return {"class_name": kind, "config": {"name": name, "trainable": True, "dtype": "float32",
                                           "kernel_initializer": initializer, **options}}


def save_variables(file, path, weights, name=None, **storage):
    """Keras 3: numbered variables in a group "vars"."""
    group = file.create_group(f"{path}/vars" if path else "vars")
    if name:
        group.attrs["name"] = name
    for number, value in enumerate(weights):
        group.create_dataset(str(number), data=value, **storage)


def keras_2_model():
    """model.save("model.h5"): Embedding, two LSTMs, Dense, and the state of an optimizer."""
    table, first, second, head = weight(5, 4), recurrent(4, 4, 3), recurrent(4, 3, 3), dense(3, 2)
    with h5py.File(FOLDER / "keras_2_model.h5", "w") as file:
        gates = {"activation": "tanh", "recurrent_activation": "sigmoid", "go_backwards": False}
        file.attrs["keras_version"] = "2.11.0"
        file.attrs["backend"] = "tensorflow"
        file.attrs["model_config"] = config([
            {"class_name": "InputLayer", "config": {"name": "embedding_input", "batch_input_shape": [None, None]}},
            layer_config("Embedding", "embedding", input_dim=5, output_dim=4),
            layer_config("LSTM", "encoder", units=3, **gates), layer_config("LSTM", "encoder_2", units=3, **gates),
            layer_config("Dense", "dense", units=2, activation="linear")]).encode()
        file.attrs["training_config"] = json.dumps({"loss": "mse", "optimizer_config": {"class_name": "Adam"}}).encode()
        save_layers(file.create_group("model_weights"), {
            "embedding": {"embedding/embeddings:0": table},
            "encoder": named("encoder/lstm_cell", first), "encoder_2": named("encoder_2/lstm_cell_1", second),
            "dense": named("dense", head)}, "2.11.0")
        optimizer = file.create_group("optimizer_weights")
        save_list(optimizer, "weight_names", ["Adam/iter:0", "Adam/dense/kernel/m:0"])
        optimizer.create_dataset("Adam/iter:0", data=np.int64(3))
        optimizer.create_dataset("Adam/dense/kernel/m:0", data=weight(3, 2), dtype="f4")
    return lstm(lstm(table[INPUTS], **first), **second) @ head["kernel"] + head["bias"]


def keras_2_weights():
    """model.save_weights("weights.h5"): Bidirectional(GRU), LayerNormalization, TimeDistributed(Dense)."""
    forward, backward = recurrent(3, 5, 3, rows=2), recurrent(3, 5, 3, rows=2)
    norm, head = {"gamma": weight(6), "beta": weight(6)}, dense(6, 2)
    with h5py.File(FOLDER / "keras_2_weights.h5", "w") as file:
        save_layers(file, {
            "input_1": {}, "bidirectional": {**named("bidirectional/forward_gru/gru_cell_1", forward),
                                             **named("bidirectional/backward_gru/gru_cell_2", backward)},
            "layer_normalization": named("layer_normalization", norm),
            "time_distributed": named("time_distributed", head)}, "2.11.0", chunks=2)
    return layer_normalization(bidirectional(gru, np.eye(5)[INPUTS], forward, backward), **norm) @ head["kernel"] + head["bias"]


def keras_2_before():
    """model.save("before.h5"): GRU(reset_after=False), Bidirectional(SimpleRNN(activation="relu", use_bias=False))."""
    first, forward, backward = recurrent(3, 5, 3), recurrent(1, 3, 4, bias=False), recurrent(1, 3, 4, bias=False)
    inner = layer_config("SimpleRNN", "simple_rnn", activation="relu", use_bias=False)
    with h5py.File(FOLDER / "keras_2_before.h5", "w") as file:
        # The configuration of a Sequential was a list before Keras 2.2.3.
        file.attrs["model_config"] = json.dumps({"class_name": "Sequential", "config": [
            layer_config("GRU", "gru", activation="tanh", recurrent_activation="sigmoid", reset_after=False),
            layer_config("Bidirectional", "bidirectional", layer=inner, merge_mode="concat")]})
        save_layers(file.create_group("model_weights"), {
            "gru": named("gru/gru_cell", first),
            "bidirectional": {**named("bidirectional/forward_simple_rnn/simple_rnn_cell", forward),
                              **named("bidirectional/backward_simple_rnn/simple_rnn_cell", backward)}}, "2.2.2")

    def relu_rnn(x, **weights):
        return simple_rnn(x, activation=lambda a: np.maximum(a, 0), **weights)
    x = gru(np.eye(5)[INPUTS], reset_after=False, **first)
    return bidirectional(relu_rnn, x, forward, backward)


def keras_3_weights():
    """model.save_weights("model.weights.h5"): Embedding, Bidirectional(LSTM) twice, LayerNormalization, GRU, Dense."""
    table, norm, head = weight(5, 4), {"gamma": weight(6), "beta": weight(6)}, dense(3, 2)
    stack = [[recurrent(4, size, 3) for _ in range(2)] for size in (4, 6)]
    top = recurrent(3, 6, 3, rows=2)
    with h5py.File(FOLDER / "keras_3.weights.h5", "w") as file:
        save_variables(file, "", [])
        save_variables(file, "optimizer", [np.int64(3), *single([weight(2)])])
        save_variables(file, "layers/embedding", single([table]), "tokens")
        for name, given, directions in zip(("bidirectional", "bidirectional_1"), ("encoder", "decoder"), stack):
            save_variables(file, f"layers/{name}", [], given)
            for direction, weights in zip(("forward", "backward"), directions):
                save_variables(file, f"layers/{name}/{direction}_layer/cell", single(weights.values()), "lstm_cell")
        save_variables(file, "layers/layer_normalization", single(norm.values()), "layer_normalization")
        save_variables(file, "layers/gru/cell", single(top.values()), "gru_cell")
        save_variables(file, "layers/gru/cell/seed_generator", [np.array([1, 2], "u4")])
        save_variables(file, "layers/time_distributed/layer", single(head.values()), "dense")
    x = table[INPUTS]
    for forward, backward in stack:
        x = bidirectional(lstm, x, forward, backward)
    return gru(layer_normalization(x, **norm), **top) @ head["kernel"] + head["bias"]


def keras_2_13_weights():
    """The layout of Keras 2.13: SimpleRNN."""
    weights = recurrent(1, 5, 2)
    with h5py.File(FOLDER / "keras_2_13.weights.h5", "w") as file:
        save_variables(file, "_layer_checkpoint_dependencies/simple_rnn/cell", single(weights.values()))
    return simple_rnn(np.eye(5)[INPUTS], **weights)


def newer_format():
    """The newer structures of HDF5: a list of layers needs a tree, in a heap of several blocks."""
    values = weight(60)
    for low, layers in (("v108", 60), ("latest", 10)):
        with h5py.File(FOLDER / f"newer_{low}.weights.h5", "w", libver=(low, "latest")) as file:
            for number, value in enumerate(values[:layers]):
                name = f"layers/dense_{number}" if number else "layers/dense"
                save_variables(file, name, [np.full((1, 1), value, "f4")], f"given name {number}")
            for number in range(12):  # more than an object header takes
                file["layers"].attrs[f"attribute {number}"] = "text " * number
    return values


def storage():
    """Chunks with filters, and element types."""
    numbers = np.arange(35, dtype="f4").reshape(5, 7)
    with h5py.File(FOLDER / "storage.weights.h5", "w", libver=("v108", "v108")) as file:
        save_variables(file, "chunks", [numbers], chunks=(2, 3))
        save_variables(file, "deflate", [numbers], chunks=(2, 3), compression="gzip")
        save_variables(file, "filters", [numbers], chunks=(4, 4), compression="gzip", shuffle=True, fletcher32=True)
        save_variables(file, "checksum", [numbers], chunks=(5, 7), shuffle=True, fletcher32=True)
        save_variables(file, "line", [numbers.ravel()], chunks=(8,), compression="gzip")
        compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        compact.set_layout(h5py.h5d.COMPACT)
        group = file.create_group("compact/vars")
        space = h5py.h5s.create_simple((5, 7))
        h5py.h5d.create(group.id, b"0", h5py.h5t.IEEE_F32LE, space, compact).write(h5py.h5s.ALL, h5py.h5s.ALL, numbers)
        for kind in ("<f2", ">f2", "<f4", ">f4", "<f8", ">f8"):
            values = np.array([0.5, -1.25, np.finfo(kind).max, np.finfo(kind).smallest_subnormal, -np.inf, -0.0], kind)
            save_variables(file, f"types/{'little' if kind[0] == '<' else 'big'}_{kind[1:]}", [values])
        for kind in ("i1", "i2", "<i4", ">i8", "u1", ">u2", "u4"):
            info = np.iinfo(kind)
            save_variables(file, f"types/{kind.strip('<>')}", [np.array([0, 1, 100, info.min, info.max], kind)])
        # numpy has no bfloat16; ml_dtypes stores it as bytes.
        bits = np.array([0x3F00, 0xBFA0, 0x7E40, 0x0080, 0xFF80, 0x8000], "<u2")
        save_variables(file, "types/bfloat16", [bits.view("V2")])
        file["types/bfloat16/vars/0"].attrs["dtype"] = "bfloat16"
        save_variables(file, "empty", [np.zeros((0, 3), "f4")])
        save_variables(file, "scalar", [np.float64(2.5)])


def numbers(name, values):
    """The definition of a constexpr array."""
    items = [repr(float(value)) for value in np.ravel(values)]
    lines = ["    " + ", ".join(items[at:at + 4]) + "," for at in range(0, len(items), 4)]
    return "\n".join([f"inline constexpr double {name}[] = {{  // {list(np.shape(values))}", *lines, "};"])


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    blocks = [numbers(f"{model.__name__}_output", model())
              for model in (keras_2_model, keras_2_weights, keras_2_before, keras_3_weights, keras_2_13_weights)]
    blocks.append(numbers("newer_format_values", newer_format()))
    storage()
    write("keras", "Outputs [time, batch, features] of the models in tests/golden/keras, for the token ids\n"
          "// {{0, 3}, {4, 1}, {2, 2}, {1, 0}} or their one-hot vectors.", *blocks, system=(), program="generate_keras.py")
