import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import textwrap
import unittest
import warnings
import wave

import numpy as np
import refseg
from PIL import Image

from tests.support import CAR, SPEECH, TAXI, ProgramTestCase


class SegmentationTests(ProgramTestCase):
    def test_frames_are_what_the_program_writes(self) -> None:
        kept = self.place / "kept"
        segmentation = refseg.segment(
            CAR / "frames", "blue car on the grass", output=kept, threads=2
        )
        frames = list(segmentation)
        self.assert_nothing_left(segmentation)
        written = json.loads((kept / "result.json").read_text())
        self.assertEqual([it.index for it in frames], list(range(12)))
        for frame, entry in zip(frames, written["frames"], strict=True):
            self.assertEqual((frame.name, frame.time), (entry["name"], None))
            self.assertEqual(frame.masks.shape, (1, frame.height, frame.width))
            self.assertEqual(frame.masks.dtype, np.bool_)
            pixels = np.asarray(Image.open(kept / f"masks/0/{frame.name}.png"))
            np.testing.assert_array_equal(frame.masks[0], pixels > 0)
            rows, columns = (np.unique(it).tolist() for it in np.nonzero(frame.masks[0]))
            size = (columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1)
            self.assertEqual(frame.objects[0].box, refseg.Box(columns[0], rows[0], *size))
            self.assertEqual(frame.scores.tolist(), [entry["objects"][0]["score"]])
            self.assertEqual(frame.presences.tolist(), [entry["objects"][0]["presence"]])
        self.assertTrue(segmentation.result.matched)
        self.assertEqual(segmentation.result.queries[0].text, "blue car on the grass")
        self.assertEqual(segmentation.result.queries[0].frames_with_object, 12)
        self.assertEqual(segmentation.result.sha256, written["model"]["sha256"])
        self.assertIsNone(segmentation.result.shortfall)

    def test_several_queries_one_of_which_matches_nothing(self) -> None:
        segmentation = refseg.segment(TAXI / "frames", ["the yellow taxi", "an elephant"])
        for frame in segmentation:
            self.assertEqual(frame.masks.shape[0], 2)
            self.assertTrue(frame.masks[0].any())
            self.assertFalse(frame.masks[1].any())
            self.assertIsNone(frame.objects[1].box)
        self.assertEqual([it.matched for it in segmentation.result.queries], [True, False])

    def test_nothing_matches_is_no_error(self) -> None:
        segmentation = refseg.segment(TAXI / "frames", "an elephant")
        self.assertFalse(any(frame.masks.any() for frame in segmentation))
        self.assertFalse(segmentation.result.matched)
        self.assert_nothing_left(segmentation)

    def test_a_spoken_query_beside_a_typed_one(self) -> None:
        clip = self.one_frame("clip")
        segmentation = refseg.segment(clip, "the blue car", audio=SPEECH)
        self.assertEqual([frame.masks.shape[0] for frame in segmentation], [2])
        typed, spoken = segmentation.result.queries
        self.assertIsNone(typed.speech)
        assert spoken.speech is not None
        self.assertEqual(spoken.speech.transcript, "the red car on the left")

    def test_a_recording_in_which_nothing_is_said(self) -> None:
        self.write_silence("silence.wav")
        with self.assertWarnsRegex(refseg.RefsegWarning, "^no speech found in .*silence.wav: "):
            segmentation = refseg.segment(
                self.one_frame("clip"), audio=[self.place / "silence.wav"]
            )
            self.assertFalse(any(frame.masks.any() for frame in segmentation))
        self.assertFalse(segmentation.result.matched)

    def test_names_with_spaces_dashes_and_other_alphabets(self) -> None:
        before = os.getcwd()
        self.addCleanup(os.chdir, before)
        os.chdir(self.place)
        for name in ["два кадра", "-q", "-", "名 前", "a\nb", 'say "b"']:
            self.one_frame(name)
            frames = list(refseg.segment(name, "the blue car", output=f"{name}-out"))
            self.assertEqual(len(frames), 1, name)
            self.assertTrue((self.place / f"{name}-out/result.json").exists(), name)

    def test_a_query_that_looks_like_an_option(self) -> None:
        with self.assertWarnsRegex(refseg.RefsegWarning, '^query "--json": most of it is unknown'):
            segmentation = refseg.segment(self.one_frame("clip"), "--json")
            list(segmentation)
        self.assertEqual(segmentation.result.queries[0].text, "--json")

    def test_warnings_name_the_line_that_called(self) -> None:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            for _ in refseg.segment(self.one_frame("clip"), "красная машина"):
                pass
        self.assertEqual([it.filename for it in caught], [__file__])

    @unittest.skipIf(shutil.which("ffmpeg") is None, "ffmpeg is not installed")
    def test_a_video_has_times_and_a_cut_one_an_error_after_its_frames(self) -> None:
        film = self.film("walk.avi")
        segmentation = refseg.segment(film, "the blue car")
        times = [frame.time for frame in segmentation]
        np.testing.assert_allclose(np.array(times, float), np.arange(12) / 4)
        self.assertEqual(segmentation.result.frame_rate, "4/1")
        self.assertEqual(segmentation.result.duration, 3)

        cut = self.place / "cut.avi"
        cut.write_bytes(film.read_bytes()[:-20_000])
        segmentation = refseg.segment(cut, "the blue car")
        frames = []
        with self.assertRaises(refseg.CutError) as caught:
            for frame in segmentation:
                frames.append(frame)
        self.assertTrue(0 < len(frames) < 12)
        shortfall = segmentation.result.shortfall
        self.assertTrue(shortfall is not None and shortfall.startswith(f"{cut}: "))
        self.assertEqual(
            str(caught.exception),
            f"{shortfall}, or take what there is of it, with allow_cut=True",
        )
        self.assert_nothing_left(segmentation)

        with self.assertWarns(refseg.RefsegWarning) as warned:
            allowed = list(refseg.segment(cut, "the blue car", allow_cut=True))
        self.assertEqual(len(allowed), len(frames))
        self.assertEqual(str(warned.warning), shortfall)

    @unittest.skipIf(shutil.which("ffmpeg") is None, "ffmpeg is not installed")
    def test_some_frames_of_a_film_and_more_outputs(self) -> None:
        film, kept = self.film("walk.avi"), self.place / "kept"
        segmentation = refseg.segment(
            film,
            "the blue car",
            start=0.5,
            end="0:02",
            every=2,
            output=kept,
            matte="webm",
            cutout=True,
            background="#102030",
            export=["coco", "csv"],
        )
        self.assertEqual([frame.time for frame in segmentation], [0.5, 1.0, 1.5])
        self.assertEqual(
            sorted(os.listdir(kept)),
            ["boxes.csv", "coco.json", "composite.mp4", "cutout", "masks", "matte"]
            + ["overlay.mp4", "result.json"],
        )
        self.assertEqual(os.listdir(kept / "matte"), ["0.webm"])
        self.assertEqual(len(os.listdir(kept / "cutout/0")), 3)
        thin = refseg.segment(film, "the blue car", start=1e-5, fps=1, fast=True)
        self.assertEqual([frame.time for frame in thin], [0.25, 1, 2])

    def test_a_background_of_a_path_and_one_export(self) -> None:
        picture = next((TAXI / "frames").iterdir())
        kept = self.place / "kept"
        clip = self.one_frame("clip")
        list(
            refseg.segment(clip, "the blue car", output=kept, background=picture, export="palette")
        )
        self.assertEqual(os.listdir(kept / "composite"), ["0.jpg"])
        self.assertEqual(os.listdir(kept / "labels"), ["0.png"])

    def film(self, name: str) -> pathlib.Path:
        """The blue car, every frame a whole JPEG."""
        film = self.place / name
        subprocess.run(
            ["ffmpeg", "-v", "error", "-framerate", "4", "-i", f"{CAR}/frames/%05d.jpg"]
            + ["-c:v", "mjpeg", "-q:v", "2", str(film)],
            check=True,
            stdin=subprocess.DEVNULL,
        )
        return film

    def one_frame(self, name: str) -> pathlib.Path:
        """A folder with the first picture of the blue car."""
        folder = self.place / name
        folder.mkdir()
        picture = next((CAR / "frames").iterdir())
        (folder / f"0{picture.suffix}").symlink_to(picture)
        return folder

    def write_silence(self, name: str) -> None:
        with wave.open(str(self.place / name), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(16_000)
            file.writeframes(bytes(32_000))


class FailureTests(ProgramTestCase):
    def test_errors_are_the_program_s_sentences(self) -> None:
        (self.place / "empty").mkdir()
        for clip, sentence in [
            ("nowhere", r"nowhere: no such file or folder; expected a folder of PNG or JPEG .*"),
            ("empty", r"empty: .* expected .*"),
        ]:
            segmentation = refseg.segment(self.place / clip, "the car")
            with self.assertRaisesRegex(refseg.RefsegError, f"^{self.place}/{sentence}$"):
                next(segmentation)
            self.assert_nothing_left(segmentation)
            self.assertEqual(list(segmentation), [])

    def test_the_model_of_the_package_keeps_nothing(self) -> None:
        segmentation = refseg.segment(CAR / "frames", "the car", cache=self.place / "cache")
        with self.assertRaisesRegex(refseg.RefsegError, "keeps nothing of what it sees"):
            next(segmentation)
        self.assert_nothing_left(segmentation)

    def test_wrong_use(self) -> None:
        for arguments, sentence in [
            ({"query": ""}, "query: it is empty; expected a description of an object"),
            ({"query": "a", "threshold": 2}, "--threshold 2.0: expected a number between 0 and 1"),
            ({"query": "a", "threads": -1}, "--threads -1: expected a whole number from 1 to 256"),
            ({"query": "a", "options": ["--colour"]}, "Unknown option '--colour'"),
            ({}, "no query; expected a sentence such as"),
            ({"query": "a", "matte": "png"}, "matte: what it writes would be thrown away"),
            ({"query": "a", "export": "csv"}, "export: what it writes would be thrown away"),
            ({"query": "a", "start": -1}, "The value '-1.000000' is invalid for '--start <time>'"),
            ({"query": "a", "max_memory": "lots"}, "The value 'lots' is invalid for '--max-memory"),
            ({"query": "a", "every": 0}, "--every 0: expected a whole number from 1"),
        ]:
            with self.assertRaisesRegex(refseg.UsageError, f"^{sentence}"):
                list(refseg.segment(CAR / "frames", **arguments))  # type: ignore[arg-type]
        self.assertEqual(os.listdir(self.temporary), [])

    def test_the_result_is_known_at_the_end_only(self) -> None:
        segmentation = refseg.segment(CAR / "frames", "the car")
        with self.assertRaisesRegex(refseg.RefsegError, "read all frames first"):
            segmentation.result
        segmentation.close()
        self.assert_nothing_left(segmentation)

    def test_a_program_that_is_killed(self) -> None:
        segmentation = refseg.segment(self.long_clip(2_000), "the car")
        next(segmentation)
        segmentation._process.kill()
        with self.assertRaisesRegex(refseg.RefsegError, r"was ended by signal 9 \(Killed\)"):
            list(segmentation)
        self.assert_nothing_left(segmentation)


class EarlyStopTests(ProgramTestCase):
    def test_masks_arrive_while_the_program_works(self) -> None:
        with refseg.segment(self.long_clip(2_000), "the car") as frames:
            self.assertEqual(next(frames).index, 0)
            self.assertIsNone(frames._process.poll())
        self.assert_nothing_left(frames)
        self.assertEqual(list(frames), [])

    def test_leaving_a_loop_is_enough(self) -> None:
        pids: list[int] = []
        clip = self.long_clip(2_000)

        def first() -> None:
            for frame in self.remembered(refseg.segment(clip, "the car"), pids):
                self.assertEqual(frame.index, 0)
                return

        first()
        with self.assertRaises(ProcessLookupError):
            os.kill(pids[0], 0)
        self.assertEqual(os.listdir(self.temporary), [])

    def test_an_exception_in_the_loop(self) -> None:
        with self.assertRaisesRegex(KeyError, "mine"):
            with refseg.segment(self.long_clip(2_000), "the car") as frames:
                for _ in frames:
                    raise KeyError("mine")
        self.assert_nothing_left(frames)

    def test_an_output_that_is_not_finished_does_not_appear(self) -> None:
        kept = self.place / "kept"
        with refseg.segment(self.long_clip(2_000), "the car", output=kept) as frames:
            next(frames)
        self.assertEqual(sorted(os.listdir(self.place)), ["long", "temporary"])

    def test_ctrl_c(self) -> None:
        script = """
            import sys, tempfile, refseg
            tempfile.tempdir = sys.argv[2]
            frames = refseg.segment(sys.argv[1], "the car")
            for frame in frames:
                if frame.index == 0:
                    print(frames._process.pid, flush=True)
            """
        running = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(script)]
            + [str(self.long_clip(2_000)), str(self.temporary)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=self.allow_interrupts,
        )
        assert running.stdout is not None
        pid = int(running.stdout.readline())
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate()
        self.assertIn(b"KeyboardInterrupt", errors)
        with self.assertRaises(ProcessLookupError):
            os.kill(pid, 0)
        self.assertEqual(os.listdir(self.temporary), [])

    @staticmethod
    def allow_interrupts() -> None:
        """Whoever started the tests may ignore or block them, which children inherit."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])

    @staticmethod
    def remembered(frames: refseg.Segmentation, pids: list[int]) -> refseg.Segmentation:
        pids.append(frames._process.pid)
        return frames


if __name__ == "__main__":
    unittest.main()
