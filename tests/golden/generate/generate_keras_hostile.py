#!/usr/bin/python3
"""Writes tests/golden/keras/hostile: HDF5 files that no reader of Keras' weights may follow or expand.

Regenerate with:   /usr/bin/python3 tests/golden/generate/generate_keras_hostile.py
Needs Debian 12's python3-h5py (3.7.0) and python3-numpy (1.24.2). The files contain the time of writing.
"""

from pathlib import Path

import h5py
import numpy as np

FOLDER = Path(__file__).parents[1] / "keras" / "hostile"
FILES = []


def hostile(build):
    """Registers a function that fills a file with its name."""
    FILES.append(build)
    return build


def plain(file, path="layers/a/vars/0"):
    return file.create_dataset(path, data=np.ones(2, "f4"))


def listed(file, layers, weights=None, path="/"):
    """The lists of names of Keras 2, with whatever content."""
    group = file.require_group(path)
    group.attrs["layer_names"] = layers
    if weights is not None:
        file.require_group(f"{path}/a").attrs["weight_names"] = weights
    return group


@hostile
def no_layers(file):
    file.create_dataset("weights", data=np.ones(2))


@hostile
def soft_link(file):
    plain(file)
    file["layers/a/vars/1"] = h5py.SoftLink("/layers/a/vars/0")


@hostile
def external_link(file):
    plain(file)
    file["layers/a/vars/1"] = h5py.ExternalLink("/etc/passwd", "/x")


@hostile
def external_elements(file):
    file.create_dataset("layers/a/vars/0", (4,), "f4", external=[("/etc/passwd", 0, 16)])


@hostile
def cycle(file):
    plain(file)
    file["layers/a/again"] = file["layers"]


@hostile
def two_places(file):
    plain(file)
    file["layers/b/vars/0"] = file["layers/a/vars/0"]


@hostile
def named_type(file):
    plain(file)
    file["layers/type"] = np.dtype("f4")


@hostile
def shared_type(file):
    file["layers/type"] = np.dtype("f4")
    file.create_dataset("layers/a/vars/0", data=np.ones(2, "f4"), dtype=file["layers/type"])


@hostile
def never_written(file):
    file.create_dataset("layers/a/vars/0", (2**40,), "f4")


@hostile
def huge_product(file):
    file.create_dataset("layers/a/vars/0", (2**40, 2**40), "f4", chunks=(1, 1))


@hostile
def missing_chunk(file):
    file.create_dataset("layers/a/vars/0", (4, 2), "f4", chunks=(2, 2))[:2] = 1


@hostile
def explosion(file):
    file.create_dataset("layers/a/vars/0", data=np.zeros(2**21, "f4"), chunks=(2**21,), compression=9)


@hostile
def many_explosions(file):
    for number in range(4):
        file.create_dataset(f"layers/a/vars/{number}", data=np.zeros(2**19, "f4"), chunks=(2**16,), compression=9)


@hostile
def other_filter(file):
    file.create_dataset("layers/a/vars/0", data=np.ones(8, "f4"), compression="lzf")


@hostile
def nine_axes(file):
    file.create_dataset("layers/a/vars/0", data=np.ones((1,) * 9, "f4"))


@hostile
def complex_numbers(file):
    file.create_dataset("layers/a/vars/0", data=np.ones(2, "c8"))


@hostile
def texts(file):
    file.create_dataset("layers/a/vars/0", data=np.array([b"a", b"b"]))


@hostile
def large_integers(file):
    file.create_dataset("layers/a/vars/0", data=np.array([2**63], "u8"))


@hostile
def no_layer_names(file):
    file.create_group("model_weights")


@hostile
def numbers_as_names(file):
    listed(file, np.arange(3))


@hostile
def missing_layer(file):
    listed(file, [b"a", b"b"], [])


@hostile
def missing_weight_names(file):
    listed(file, [b"a"]).create_group("a")


@hostile
def missing_weight(file):
    listed(file, [b"a"], [b"a/kernel:0"])


@hostile
def weight_is_group(file):
    listed(file, [b"a"], [b"kernel"]).create_group("a/kernel")


@hostile
def two_layers(file):
    listed(file, [b"a", b"a"], [])


@hostile
def two_weights(file):
    plain(listed(file, [b"a"], [b"kernel:0", b"kernel:0"]), "a/kernel:0")


@hostile
def no_configuration(file):
    plain(listed(file, [b"a"], [b"kernel:0"]), "a/kernel:0")
    file.attrs["model_config"] = b'{"class_name": "Sequential", '


@hostile
def deep_configuration(file):
    plain(listed(file, [b"a"], [b"kernel:0"]), "a/kernel:0")
    file.attrs["model_config"] = b"[" * 1000


def write(build, **options):
    with h5py.File(FOLDER / f"{build.__name__}.h5", "w", **options) as file:
        build(file)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for build in FILES:
        write(build, libver=("v108", "v108"))

    def user_block(file):
        plain(file)

    def chunk_index(file):
        file.create_dataset("layers/a/vars/0", (4, 2), "f4", chunks=(2, 2), maxshape=(None, None))[...] = 1

    def old_soft_link(file):
        soft_link(file)

    write(user_block, userblock_size=512, libver=("v108", "v108"))
    write(chunk_index, libver="latest")
    write(old_soft_link)
