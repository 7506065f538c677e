"""Array files that are not what they should be; contents: {name: expectation} for reMask and part_mask."""

import h5py
import numpy as np
import scipy.io


def make(folder):
    expected = {}

    def hdf5(name, sentence, **settings):
        expected[name] = sentence
        return h5py.File(folder / name, "w", **settings)

    with hdf5("sound.h5", "") as file:
        file["reMask"] = np.ones((2, 3, 4), np.uint8)
        file["instance"] = np.array([0, 1], "f8")
    with hdf5("newest.h5", "", libver=("v110", "v110")) as file:
        file.create_dataset("reMask", data=np.ones((2, 3, 4), np.int64), chunks=True, compression=9)
    with hdf5("huge.h5", "it says that it is larger than any mask") as file:
        file.create_dataset("reMask", shape=(1 << 30, 1 << 30), chunks=(16, 16), dtype="u1")
    with hdf5("wrapped.h5", "it says that it is larger than any mask") as file:
        file.create_dataset("reMask", shape=(1 << 32, 1 << 31), chunks=(16, 16), dtype="u1")
    with hdf5("empty.h5", "it is empty") as file:
        file.create_dataset("reMask", shape=(0, 4, 4), dtype="u1")
    with hdf5("axes.h5", "it is no plain array of at most four axes") as file:
        file["reMask"] = np.ones((1, 1, 1, 2, 2), np.uint8)
    with hdf5("text.h5", "it holds no numbers") as file:
        file["reMask"] = np.array([b"abc"])
    with hdf5("group.h5", "it is no array") as file:
        file.create_group("reMask")
    with hdf5("soft.h5", "it is a link") as file:
        file["other"] = np.ones((2, 2), np.uint8)
        file["reMask"] = h5py.SoftLink("/other")
    with hdf5("linked.h5", "it is a link") as file:
        file["reMask"] = h5py.ExternalLink("sound.h5", "/reMask")
    with hdf5("outside.h5", "its data lie in another file") as file:
        file.create_dataset(
            "reMask", shape=(4, 4), dtype="u1", external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)])
    with hdf5("virtual.h5", "its data lie in another file", libver=("v110", "v110")) as file:
        layout = h5py.VirtualLayout((2, 3, 4), "u1")
        layout[:] = h5py.VirtualSource(str(folder / "sound.h5"), "reMask", (2, 3, 4))
        file.create_virtual_dataset("reMask", layout)

    def matlab(name, sentence, value, **settings):
        expected[name] = sentence
        scipy.io.savemat(folder / name, {"first": "text", "part_mask": value}, **settings)

    matlab("sound.mat", "", np.ones((3, 4, 2), np.uint8))
    matlab("packed.mat", "", np.ones((3, 4, 2), np.uint8), do_compression=True)
    matlab("old.mat", "", np.ones((3, 4)), format="4")
    matlab("cells.mat", "it holds no real numbers", np.array([[1, "a"]], object))
    matlab("words.mat", "it holds no real numbers", "words")
    matlab("complex.mat", "it holds no real numbers", np.ones((2, 2)) * 1j)
    matlab("nothing.mat", "it is empty", np.zeros((0, 3), np.uint8))
    return expected
