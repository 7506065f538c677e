import Foundation

/// Who uses the machine's processors.
struct Processors {
    enum Whose {
        case own, children

        fileprivate var usage: rusage {
            var usage = rusage()
            switch self {
            case .own: getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
            case .children: getrusage(__rusage_who_t(RUSAGE_CHILDREN.rawValue), &usage)
            }
            return usage
        }
    }

    /// Seconds since the start of the machine that its processors worked, for anybody.
    private let busy: Double
    /// Seconds that they worked for this process and its children.
    private let own: Double

    init() {
        busy = Self.busySeconds
        own = Self.seconds(.own) + Self.seconds(.children)
    }

    /// The share of one processor that others took since.
    ///
    /// - `seconds`: that have passed.
    func takenByOthers(in seconds: Double) -> Double {
        let now = Processors()
        return max(0, (now.busy - busy) - (now.own - own)) / max(seconds, 1e-3)
    }

    /// Largest memory of this process or, where it is larger, of one of its children, in bytes.
    static func peakMemory(_ whose: Whose) -> Int {
        whose.usage.ru_maxrss * 1024
    }

    /// Lets the peak of this process's memory begin anew (proc(5), clear_refs).
    static func forgetPeakMemory() {
        try? Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    }

    /// Bytes.
    static var peakMemorySinceForgotten: Int {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
        let kilobytes = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
        return (kilobytes ?? 0) * 1024
    }

    /// The name of the first one.
    static var name: String {
        let lines = ((try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? "")
            .split(separator: "\n")
        let line = lines.first { $0.hasPrefix("model name") || $0.hasPrefix("Hardware") }
        return line?.split(separator: ":").last?.trimmingCharacters(in: .whitespaces) ?? "unknown"
    }

    /// proc(5): user, nice, system, idle, iowait, irq, softirq, in hundredths of a second.
    private static var busySeconds: Double {
        let text = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let numbers = text.prefix { $0 != "\n" }.split(separator: " ").dropFirst().compactMap {
            Double($0)
        }
        guard numbers.count >= 7 else { return 0 }
        return (numbers[0] + numbers[1] + numbers[2] + numbers[5] + numbers[6])
            / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    private static func seconds(_ whose: Whose) -> Double {
        let usage = whose.usage
        return [usage.ru_utime, usage.ru_stime].reduce(0) {
            $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6
        }
    }
}
