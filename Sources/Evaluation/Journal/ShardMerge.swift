import Foundation

/// Joins the journals of an evaluation's parts into the journal of the whole.
package enum ShardMerge {
    /// Checks the parts and writes the journal of the whole, the videos in order.
    ///
    /// - `parts`: folders with a journal each, of one evaluation, together complete.
    /// - Throws: `EvaluationError`.
    package static func merge(
        _ parts: [String], into folder: EvaluationFolder
    ) throws -> EvaluationJournal {
        guard let first = parts.first else { throw EvaluationError.noShards(path: folder.path) }
        let journals = try parts.map { try EvaluationJournal(reading: $0) }
        let header = journals[0].header.unsharded
        var owners: [String: Int] = [:]
        var shards: [Shard: String] = [:]
        for (index, journal) in journals.enumerated() {
            if let difference = journal.header.unsharded.difference(from: header) {
                throw EvaluationError.shardsDiffer(
                    first: first, other: parts[index], difference: difference)
            }
            let count = journals[0].header.shard?.count
            if let shard = journal.header.shard {
                guard shard.count == count else {
                    throw EvaluationError.shardsDiffer(
                        first: first, other: parts[index], difference: "\(shard.count) parts")
                }
                if let other = shards.updateValue(parts[index], forKey: shard) {
                    throw EvaluationError.duplicateShards(first: other, second: parts[index])
                }
            }
            for video in journal.finished { owners[video] = index }
        }
        try requireAll(header, owners, count: journals[0].header.shard?.count, folder)
        try folder.create()
        let merged = try EvaluationJournal(folder: folder.path, header: header)
        try folder.removeUnfinished()
        for video in header.videos where !merged.finished.contains(video) {
            guard let owner = owners[video], let record = try journals[owner].record(of: video)
            else { preconditionFailure("video \(video) was there a moment ago") }
            try merged.append(record)
        }
        return merged
    }

    private static func requireAll(
        _ header: JournalHeader, _ owners: [String: Int], count: Int?, _ folder: EvaluationFolder
    ) throws {
        let missing = header.videos.indices.filter { owners[header.videos[$0]] == nil }
        guard let first = missing.first else { return }
        let lacking = Set(missing)
        let shards = (1...max(count ?? 1, 1)).compactMap { Shard($0, of: count ?? 1) }.filter {
            !lacking.isDisjoint(with: $0.share(of: header.costs))
        }
        throw EvaluationError.incomplete(
            path: folder.path, missing: missing.count, first: header.videos[first],
            shards: shards.map(\.description))
    }
}
