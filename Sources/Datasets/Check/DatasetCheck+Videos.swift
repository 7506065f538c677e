import Masks
import Media

extension DatasetCheck {
    /// Width, height and number of frames.
    private typealias Extent = (width: Int, height: Int, frames: Int?)

    /// Checks the frames and masks of a video; files that are missing were found before.
    func check(_ video: Video, decodes: Bool) {
        let (place, extent) = extent(video.frames, decodes: decodes)
        var seen: Set<Truth> = []
        for target in video.sentences.flatMap(\.targets) {
            if let frames = extent?.frames, target.frame >= frames {
                found.note(
                    .frameBeyond(
                        path: Self.path(target.truth) ?? place, frame: target.frame + 1,
                        video: video.id, frames: frames))
            }
            guard let mask = target.truth, seen.insert(mask).inserted else { continue }
            if let path = Self.path(mask), !DatasetFiles.exists(path) { continue }
            guard let read = noting(Self.path(mask) ?? place, { try truth.mask(mask) }) else {
                continue
            }
            if let soft = try? truth.softness(of: mask) { found.note(soft) }
            if let extent, (read.width, read.height) != (extent.width, extent.height) {
                found.note(
                    .sizesDiffer(
                        mask: Self.path(mask) ?? "\(place), truth",
                        maskSize: "\(read.width)x\(read.height)", video: place,
                        videoSize: "\(extent.width)x\(extent.height)"))
            }
        }
    }

    /// What is known of a video's frames; nil where they cannot be read.
    private func extent(_ frames: VideoFrames, decodes: Bool) -> (String, Extent?) {
        switch frames {
        case .file(let path):
            guard DatasetFiles.exists(path),
                let file = noting(path, { try VideoFile(path: path) })
            else { return (path, nil) }
            if let cut = file.cut { found.note(.media(cut)) }
            guard decodes else { return (path, (file.width, file.height, file.estimatedCount)) }
            let count = noting(path) {
                let reader = try file.frames()
                var count = 0
                while try reader.next() != nil { count += 1 }
                return count
            }
            return (path, (file.width, file.height, count))
        case .images(let paths):
            var first: (path: String, size: (width: Int, height: Int))?
            for path in paths where DatasetFiles.exists(path) {
                guard let size = noting(path, { try wholeImageSize(path: path) }) else { continue }
                guard let known = first else {
                    first = (path, size)
                    continue
                }
                if size != known.size {
                    found.note(
                        .media(
                            .sizesDiffer(
                                first: known.path,
                                firstSize: "\(known.size.width)x\(known.size.height)", other: path,
                                otherSize: "\(size.width)x\(size.height)")))
                }
            }
            return (
                first?.path ?? paths.first ?? "",
                first.map { ($0.size.width, $0.size.height, paths.count) }
            )
        }
    }

    /// The result of a read; nil after noting why there is none.
    private func noting<Value>(_ path: String, _ read: () throws -> Value) -> Value? {
        do {
            return try read()
        } catch let problem as DatasetError {
            found.note(problem)
        } catch let problem as MediaError {
            found.note(.media(problem))
        } catch {
            found.note(.unreadable(path: path, reason: "\(error)"))
        }
        return nil
    }

    private static func path(_ truth: Truth?) -> String? {
        switch truth {
        case .hdf5(let path, _), .matlab(let path, _), .label(let path, _), .foreground(let path):
            path
        case .runs, .nothing, nil: nil
        }
    }
}
