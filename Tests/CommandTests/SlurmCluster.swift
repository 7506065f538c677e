import Foundation
import Testing

/// A controller and one node of Slurm on this machine, for one test.
final class SlurmCluster {
    /// Whether the daemons are installed and can be started.
    static let isInstalled =
        getuid() == 0
        && ["slurmctld", "slurmd", "munged"].allSatisfy {
            FileManager.default.isExecutableFile(atPath: "/usr/sbin/\($0)")
        }

    private let folder: String
    private let host: String
    /// Two ports that another run of the tests beside this one is unlikely to have.
    private let port = 20_000 + Int(getpid()) % 6_000 * 2
    private var daemons: [Process] = []

    /// Starts the daemons and waits until the node is ready.
    init(in place: TemporaryFolder) throws {
        folder = place.path + "/slurm"
        host = String(ProcessInfo.processInfo.hostName.split(separator: ".")[0])
        for name in ["state", "spool", "run"] { try place.makeFolder("slurm/\(name)") }
        try place.write(
            Data((0..<128).map { _ in UInt8.random(in: 0...255) }), to: "slurm/munge.key")
        chmod(folder + "/munge.key", 0o600)
        try place.write(Data(configuration.utf8), to: "slurm/slurm.conf")
        try start(
            "munged", "--foreground", "--force", "--socket=\(folder)/run/munge.socket",
            "--key-file=\(folder)/munge.key", "--pid-file=\(folder)/run/munged.pid",
            "--log-file=\(folder)/munged.log", "--seed-file=\(folder)/munge.seed")
        try wait("munged") { access("\(folder)/run/munge.socket", F_OK) == 0 }
        try start("slurmctld", "-D", "-f", folder + "/slurm.conf")
        try start("slurmd", "-D", "-f", folder + "/slurm.conf", "-N", host)
        try wait("the node") { try run("sinfo", "-h", "-o", "%T").hasPrefix("idle") }
    }

    deinit {
        for daemon in daemons.reversed() where daemon.isRunning {
            kill(daemon.processIdentifier, SIGKILL)
            daemon.waitUntilExit()
        }
    }

    /// Runs one of Slurm's commands; what it printed, without the last line's end.
    @discardableResult
    func run(_ command: String...) throws -> String {
        let process = process("/usr/bin/env", command)
        // A file: other processes of the tests would inherit a pipe and keep it open.
        let answer = URL(fileURLWithPath: folder + "/answer")
        try Data().write(to: answer)
        process.standardOutput = try FileHandle(forWritingTo: answer)
        try process.run()
        process.waitUntilExit()
        return try String(contentsOf: answer, encoding: .utf8)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Waits up to two minutes.
    func wait(_ what: String, _ isReached: () throws -> Bool) throws {
        let deadline = Date().addingTimeInterval(120)
        while try !isReached() {
            try #require(Date() < deadline, "\(what): nothing for two minutes")
            usleep(200_000)
        }
    }

    private func start(_ daemon: String, _ arguments: String...) throws {
        let process = process("/usr/sbin/" + daemon, arguments)
        let log = "\(folder)/\(daemon).out"
        try Data().write(to: URL(fileURLWithPath: log))
        process.standardOutput = FileHandle(forWritingAtPath: log)
        try process.run()
        daemons.append(process)
    }

    private func process(_ path: String, _ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment
            .merging(["SLURM_CONF": folder + "/slurm.conf"]) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        return process
    }

    private var configuration: String {
        """
        ClusterName=refseg
        SlurmctldHost=\(host)(127.0.0.1)
        SlurmUser=root
        SlurmdUser=root
        AuthType=auth/munge
        AuthInfo=socket=\(folder)/run/munge.socket
        CredType=cred/munge
        StateSaveLocation=\(folder)/state
        SlurmdSpoolDir=\(folder)/spool
        SlurmctldPidFile=\(folder)/run/slurmctld.pid
        SlurmdPidFile=\(folder)/run/slurmd.pid
        SlurmctldPort=\(port)
        SlurmdPort=\(port + 1)
        ProctrackType=proctrack/linuxproc
        TaskPlugin=task/none
        SelectType=select/cons_tres
        SelectTypeParameters=CR_CPU
        JobAcctGatherType=jobacct_gather/none
        AccountingStorageType=accounting_storage/none
        MpiDefault=none
        ReturnToService=2
        SchedulerParameters=sched_interval=1,bf_interval=1
        SlurmdParameters=config_overrides
        NodeName=\(host) NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
        PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP

        """
    }
}
