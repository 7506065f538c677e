import Foundation

/// What is told on standard output of one input or of several: a summary under the name of each, or one list of
/// JSON with a report of each.
struct ReportList {
    /// How an input is reported.
    enum Form { case summary, report, nothing }

    private let form: Form
    private let inputs: Int
    /// Reports in the list.
    private var reports = 0
    /// Inputs that were begun.
    private var begun = 0

    init(as form: Form, inputs: Int) { (self.form, self.inputs) = (form, inputs) }

    /// Whether there is a list.
    private var isList: Bool { inputs > 1 }

    /// The next input's turn.
    mutating func begin(_ name: String) {
        begun += 1
        guard isList, form == .summary else { return }
        print((begun > 1 ? "\n" : "") + "\(name) (\(begun) of \(inputs))")
    }

    /// Tells what was found in it.
    mutating func add(_ summary: Summary) throws {
        switch form {
        case .summary: summary.print()
        case .report:
            if isList { try write(reports == 0 ? "[" : ",") }
            reports += 1
            try summary.printReport()
        case .nothing: break
        }
    }

    /// Nothing more comes.
    func end() throws {
        if isList, form == .report { try write(reports == 0 ? "[]" : "]") }
    }

    /// Unbuffered, as the reports themselves.
    private func write(_ line: String) throws { try ResultStream().send(line) }
}
