"""What the tests share: the program, clips and recordings of the repository."""

import os
import pathlib
import shutil
import tempfile
import unittest

import refseg

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
CAR = REPOSITORY / "Examples/blue-car"
TAXI = REPOSITORY / "Examples/yellow-taxi"
SPEECH = REPOSITORY / "Tests/SpeechTests/Fixtures/red-car.flac"


def missing_program() -> str | None:
    """Why there is no program to test with; None where there is."""
    try:
        refseg.find_program()
    except refseg.ProgramNotFoundError as error:
        return str(error)
    return None


MISSING = missing_program()


@unittest.skipIf(MISSING is not None, MISSING or "")
class ProgramTestCase(unittest.TestCase):
    """A test that calls the program, in a temporary folder that it has to itself."""

    def setUp(self) -> None:
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="refseg-test-"))
        self.addCleanup(shutil.rmtree, self.place)
        self.temporary = self.place / "temporary"
        self.temporary.mkdir()
        before = tempfile.tempdir
        self.addCleanup(setattr, tempfile, "tempdir", before)
        tempfile.tempdir = str(self.temporary)

    def assert_nothing_left(self, segmentation: refseg.Segmentation) -> None:
        """No process, no folder."""
        pid = segmentation._process.pid
        self.assertIsNotNone(segmentation._process.poll())
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)
        self.assertEqual(os.listdir(self.temporary), [])

    def long_clip(self, frames: int) -> pathlib.Path:
        """A folder with the same picture over and over."""
        folder = self.place / "long"
        folder.mkdir()
        picture = next((CAR / "frames").iterdir())
        for index in range(frames):
            (folder / f"{index:05}{picture.suffix}").symlink_to(picture)
        return folder
