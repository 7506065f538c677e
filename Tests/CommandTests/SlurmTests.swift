import Foundation
import ReferencePython
import Testing

/// A controller and a node of Slurm on this machine, started for the test and ended with it.
@Suite("Slurm")
struct SlurmTests {
    /// A dataset for `make_datasets.py`, with enough videos for every task to have several.
    struct Miniature: Encodable {
        let dataset = "a2d"
        let copies = 4
        let folder: String
    }

    struct RunRecord: Decodable {
        let videos: Int
        let videosOfEarlierRuns: Int
    }

    private static let isInstalled = ["munged", "slurmctld", "slurmd"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/sbin/\($0)")
    }

    /// slurmd does not start without them, as in a bare chroot.
    private static let hasControlGroups =
        (try? FileManager.default.contentsOfDirectory(atPath: "/sys/fs/cgroup"))?.isEmpty == false

    @Test(
        "an array of 4 tasks, one of them killed and requeued, merges to the whole",
        .enabled(if: isInstalled, "needs Debian's slurm-wlm, which `make test` installs"),
        .enabled(if: hasControlGroups, "slurmd needs control groups, and /sys/fs/cgroup has none"),
        .enabled(if: ReferencePython.isReady, "\(ReferencePython.hint)"))
    func array() throws {
        let place = try TemporaryFolder()
        let name: String = try ReferencePython.run(
            "make_datasets.py", on: Miniature(folder: place.path))
        #expect(name == "a2d")
        let alone = try Program.run(
            ["evaluate", "a2d-sentences", "--root", "root", "-o", "alone", "--quiet"], in: place)
        #expect(alone.status == 0, "\(alone.errors)")

        let script = Repository.root.appendingPathComponent("Tests/Support/slurm-array.sh").path
        let batch = Repository.root.appendingPathComponent("Examples/slurm/a2d.sbatch").path
        let array = try Program.run(
            ["root", batch], in: place, wrapper: ["timeout", "-k", "40", "180", script])
        try #require(array.status == 0, "\(array.errors)")
        #expect(array.output.contains("DUE TO JOB REQUEUE"), "\(array.output)")
        let requeued = try JSONDecoder().decode(
            RunRecord.self, from: place.bytes("out/shard-2-of-4/run.json"))
        #expect(requeued.videos > 0 && requeued.videosOfEarlierRuns > 0, "\(requeued)")
        for file in ["results.json", "report.html"] {
            #expect(try place.bytes("out/\(file)") == place.bytes("alone/\(file)"), "\(file)")
        }
    }
}
