import Foundation
import ReferencePython
import Testing

@Suite("Slurm")
struct SlurmTests {
    @Test(
        "an array of 4 tasks, one of them killed and requeued, merges to the whole",
        .enabled(
            if: SlurmCluster.isInstalled && ReferencePython.isReady,
            "needs root, Debian's slurm-wlm and \(ReferencePython.hint)"))
    func array() throws {
        let place = try TemporaryFolder()
        let name: String = try ReferencePython.run(
            "make_datasets.py", on: ["dataset": "a2d", "folder": place.path])
        #expect(name == "a2d")
        let alone = try Program.run(
            ["evaluate", "a2d-sentences", "--root", "root", "-o", "alone", "--quiet"], in: place)
        #expect(alone.status == 0, "\(alone.errors)")
        try place.write(Data(interruptedOnce.utf8), to: "refseg-once")
        chmod(place.path + "/refseg-once", 0o755)

        let cluster = try SlurmCluster(in: place)
        let script = Repository.root.appendingPathComponent("Examples/slurm/a2d.sbatch").path
        let job = try cluster.run(
            "sbatch", "--parsable", "--chdir", place.path,
            "--export=ALL,REFSEG=\(place.path)/refseg-once,REAL=\(Program.path)", script, "root",
            "out", "--quiet")
        try cluster.wait("the killed task") { place.entries()?.contains("killed") == true }
        try cluster.run("scontrol", "requeue", "\(job)_1")
        // A requeued task waits two minutes unless told otherwise.
        try cluster.wait("the requeued task") {
            try cluster.run("squeue", "-h", "-j", "\(job)_1", "-o", "%T") == "PENDING"
        }
        try cluster.run("scontrol", "update", "JobId=\(job)_1", "StartTime=now")
        try cluster.wait("the end of the array") { try cluster.run("squeue", "-h").isEmpty }

        let log = try place.text("refseg-a2d-\(job)-1.log")
        #expect(log.contains("DUE TO JOB REQUEUE"), "\(log)")
        let merged = try Program.run(["evaluate", "merge", "out"], in: place)
        #expect(merged.status == 0, "\(merged.errors)\n\(log)")
        #expect(try place.bytes("out/results.json") == place.bytes("alone/results.json"))
        #expect(try place.bytes("out/report.html") == place.bytes("alone/report.html"))
    }

    /// Stands for refseg: in the second task's first start, kills it on its way and hangs.
    private let interruptedOnce = """
        #!/bin/bash
        [ "$SLURM_ARRAY_TASK_ID" = 1 ] && [ "${SLURM_RESTART_COUNT:-0}" = 0 ] || exec "$REAL" "$@"
        "$REAL" "$@" &
        sleep 0.3
        kill -KILL $!
        touch killed
        exec sleep 600
        """
}
