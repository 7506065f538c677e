import Foundation
import Masks

/// The largest images that are read, judged by their header before anything is allocated.
public enum PixelBudget {
    /// Pixels along one side.
    public static let side = Mask.longestSide
    /// Pixels altogether: half of the memory has room for so many pictures' worth of 16 bytes a pixel, the
    /// picture itself, what is drawn on it and what is read and written beside them.
    public static let area = min(side * side, memory / 32)
    /// Bytes of one image file.
    public static let fileBytes = 512 << 20

    /// Bytes of memory that the machine has, or that it lets this process have (Linux, cgroup 2).
    private static let memory: Int = {
        let machine = Int(clamping: ProcessInfo.processInfo.physicalMemory)
        let limit = try? String(contentsOfFile: "/sys/fs/cgroup/memory.max", encoding: .utf8)
        return min(machine, limit.flatMap { Int($0.dropLast()) } ?? machine)
    }()
}
