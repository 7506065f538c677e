import os
import pathlib
import re
import shutil
import tempfile
import unittest
import unittest.mock
import warnings

import refseg

from tests.support import CAR, REPOSITORY, SPEECH, ProgramTestCase


class FindingTests(unittest.TestCase):
    def setUp(self) -> None:
        self.place = pathlib.Path(tempfile.mkdtemp(prefix="refseg-test-"))
        self.addCleanup(shutil.rmtree, self.place)

    def program(self, name: str, text: str) -> pathlib.Path:
        path = self.place / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def environment(self, **variables: str) -> None:
        changed = unittest.mock.patch.dict(os.environ, variables, clear=True)
        changed.start()
        self.addCleanup(changed.stop)

    def test_in_path(self) -> None:
        path = self.program("refseg", "")
        self.environment(PATH=str(self.place))
        self.assertEqual(refseg.find_program(), str(path))

    def test_the_variable_comes_first(self) -> None:
        self.program("refseg", "")
        path = self.program("другая", "")
        self.environment(PATH=str(self.place), REFSEG=str(path))
        self.assertEqual(refseg.find_program(), str(path))

    def test_nowhere(self) -> None:
        self.environment(PATH=str(self.place))
        with self.assertRaisesRegex(
            refseg.ProgramNotFoundError, "^refseg: the program is not in PATH; install it"
        ):
            refseg.segment("frames", "the car")
        self.environment(PATH=str(self.place), REFSEG="/nowhere/refseg")
        with self.assertRaisesRegex(
            refseg.ProgramNotFoundError, "^REFSEG: /nowhere/refseg is no program"
        ):
            refseg.version()

    def test_a_program_that_does_not_start(self) -> None:
        path = self.program("refseg", "no program of any kind")
        self.environment(REFSEG=str(path))
        with self.assertRaisesRegex(
            refseg.ProgramNotFoundError, re.escape(f"{path}: cannot be started (")
        ):
            list(refseg.segment("frames", "the car"))

    def test_a_program_that_is_too_old(self) -> None:
        path = self.program(
            "refseg", "#!/bin/sh\necho \"Error: Unknown option '--stream'\" >&2; exit 2\n"
        )
        self.environment(REFSEG=str(path))
        with self.assertRaisesRegex(
            refseg.ProgramNotFoundError, re.escape(f"{path}: is older than this package")
        ):
            list(refseg.segment("frames", "the car"))

    def test_a_program_that_prints_nothing(self) -> None:
        path = self.program("refseg", "#!/bin/sh\n")
        self.environment(REFSEG=str(path))
        with self.assertRaisesRegex(refseg.RefsegError, "ended without a result"):
            list(refseg.segment("frames", "the car"))


class VersionTests(ProgramTestCase):
    def test_package_and_program_have_one_version(self) -> None:
        self.assertEqual(refseg.version(), refseg.__version__)


class TranscriptionTests(ProgramTestCase):
    def test_what_is_said(self) -> None:
        first, second = refseg.transcribe(SPEECH, str(SPEECH), threads=2)
        self.assertEqual(first, second)
        self.assertEqual(first.transcript, "the red car on the left")
        self.assertEqual(first.file, str(SPEECH))
        self.assertGreater(first.confidence, 0.9)

    def test_a_file_that_is_no_recording(self) -> None:
        picture = next((CAR / "frames").iterdir())
        with self.assertRaisesRegex(refseg.RefsegError, re.escape(f"{picture}: ")):
            refseg.transcribe(picture)

    def test_no_recording(self) -> None:
        with self.assertRaisesRegex(refseg.UsageError, "^--transcribe: expected one --audio"):
            refseg.transcribe()


class TypeTests(unittest.TestCase):
    def test_mypy_has_nothing_to_say(self) -> None:
        try:
            from mypy import api
        except ImportError:
            self.skipTest("mypy is not installed")
        folder = REPOSITORY / "Python"
        files = [str(folder / name) for name in ["src", "tests", "examples"]]
        cache = tempfile.mkdtemp(prefix="refseg-mypy-")
        self.addCleanup(shutil.rmtree, cache)
        told, errors, status = api.run(
            ["--config-file", str(folder / "pyproject.toml"), "--cache-dir", cache] + files
        )
        self.assertEqual(status, 0, told + errors)


if __name__ == "__main__":
    unittest.main()
