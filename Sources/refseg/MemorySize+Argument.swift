import ArgumentParser
import Segmenter

extension MemorySize: ExpressibleByArgument {
    /// See `MemorySize.init(_:)`.
    public init?(argument: String) { self.init(argument) }
}
