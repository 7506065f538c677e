import importlib.util
import json
import os
import subprocess
import sys
import unittest

from tests.support import REPOSITORY, TAXI, ProgramTestCase


class ExampleTests(ProgramTestCase):
    @unittest.skipIf(
        importlib.util.find_spec("pycocotools") is None, "pycocotools is not installed"
    )
    def test_coco(self) -> None:
        from pycocotools import mask as coco

        place = self.place / "taxi.json"
        printed = self.run_example(
            "coco.py", str(TAXI / "frames"), "the yellow taxi", "an elephant", "-o", str(place)
        )
        results = json.loads(place.read_text())
        self.assertEqual([it["image_id"] for it in results], list(range(12)))
        self.assertEqual({it["category_id"] for it in results}, {1})
        self.assertIn(f"00000 the yellow taxi: {results[0]['area']} pixels", printed)
        self.assertIn("00000 an elephant: 0 pixels", printed)
        areas = [coco.decode(it["segmentation"]).sum() for it in results]
        self.assertEqual([it["area"] for it in results], areas)

    @unittest.skipIf(importlib.util.find_spec("torch") is None, "torch is not installed")
    def test_torch(self) -> None:
        lines = self.run_example("torch_dataset.py", str(TAXI / "frames"), "the yellow taxi")
        self.assertEqual(len(lines), 12)
        for line in lines:
            red, green, blue = (float(word.split()[1]) for word in line.split(", "))
            self.assertTrue(red > blue + 0.1 and green > blue, f"{line} is not yellow")

    def run_example(self, name: str, *arguments: str) -> list[str]:
        """The lines that an example prints."""
        ended = subprocess.run(
            [sys.executable, str(REPOSITORY / "Python/examples" / name), *arguments],
            env=os.environ | {"PYTHONPATH": str(REPOSITORY / "Python/src")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        return ended.stdout.splitlines()


if __name__ == "__main__":
    unittest.main()
