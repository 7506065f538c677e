import unittest

import numpy as np
from refseg import RefsegError
from refseg.run_lengths import decoded


class RunLengthTests(unittest.TestCase):
    def test_masks_of_a_few_pixels(self) -> None:
        # Made by pycocotools.
        for counts, rows in [
            ("6", ["00", "00", "00"]),
            ("06", ["11", "11", "11"]),
            ("132", ["01", "10", "10"]),
            ("0110000", ["10", "01", "10"]),
        ]:
            expected = np.array([[pixel == "1" for pixel in row] for row in rows])
            np.testing.assert_array_equal(decoded(counts, 3, 2), expected, counts)

    def test_runs_that_do_not_fill_the_mask(self) -> None:
        with self.assertRaisesRegex(RefsegError, r"mask: runs of 5 pixels; expected 6 \(2x3\)"):
            decoded("5", 3, 2)

    def test_any_mask_as_pycocotools_encodes_it(self) -> None:
        try:
            from pycocotools import mask as coco
        except ImportError:
            self.skipTest("pycocotools is not installed")
        random = np.random.default_rng(7)
        for height, width in [(1, 1), (1, 9), (7, 1), (31, 57), (240, 320)]:
            for share in [0, 0.001, 0.1, 0.5, 0.9, 1]:
                mask = random.random((height, width)) < share
                counts = coco.encode(np.asfortranarray(mask, np.uint8))["counts"].decode()
                found = decoded(counts, height, width)
                self.assertEqual(found.dtype, np.bool_)
                np.testing.assert_array_equal(found, mask)


if __name__ == "__main__":
    unittest.main()
