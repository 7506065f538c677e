import ArgumentParser

extension Refseg {
    /// Everything about datasets on a disk.
    struct DataTools: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "data",
            abstract: "Check a dataset on a disk, and make what evaluations need of it.",
            subcommands: [DataCheck.self, DataPrepare.self])
    }
}
