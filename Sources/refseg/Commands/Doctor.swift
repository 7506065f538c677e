import ArgumentParser
import Foundation
import Parsing

extension Refseg {
    /// What is missing on this machine, for what, and how to get it.
    struct Doctor: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell what is missing on this machine, for what, and how to get it.",
            discussion: """
                EXIT STATUS
                  0  frames can be segmented; what else is missing is told
                  1  something is missing that nothing can be done without
                """)

        @Flag(help: "Print JSON.")
        var json = false

        func run() throws {
            let checkup = Checkup()
            if json {
                print(String(decoding: try JSONEncoder.readable.encode(checkup), as: UTF8.self))
            } else {
                for check in checkup.checks { print(line(check)) }
            }
            if !checkup.isReady { throw ExitStatus.failed }
        }

        private func line(_ it: Checkup.Check) -> String {
            let state = it.isFound ? "ok" : it.isNeeded ? "MISSING" : "missing"
            return state.padding(toLength: 9, withPad: " ", startingAt: 0)
                + it.name.padding(toLength: 18, withPad: " ", startingAt: 0)
                + "for \(it.purpose): \(it.found)" + (it.remedy.map { "; \($0)" } ?? "")
        }
    }
}
