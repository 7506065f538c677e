import ArgumentParser
import Files
import Media
import Segmenter

extension Refseg.Segment {
    /// Several inputs, one after another; what fails is told, and the others are done.
    func each(_ inputs: [String], _ run: ClipRun, _ reports: inout ReportList) throws {
        var (failed, matched) = (false, false)
        for input in inputs {
            reports.begin(input.legiblePath)
            do {
                let place = OutputName(input, in: output ?? OutputName.usualParent).place
                let summary = try segment(input, nil, run, into: place, &reports)
                matched = matched || summary.anyMatched
            } catch let code as ExitCode where code == ExitStatus.failed {
                failed = true
            } catch {
                StandardError.write("Error: \(error)\n")
                failed = true
            }
        }
        try reports.end()
        if failed { throw ExitStatus.failed }
        if !matched { throw ExitStatus.nothingMatches }
    }

    /// One input; prints what was found in it.
    ///
    /// - `known`: the clip, where it was looked at before.
    func segment(
        _ input: String, _ known: FrameSource?, _ run: ClipRun, into place: String,
        _ reports: inout ReportList
    ) throws -> Summary {
        let known = input == PipedInput.name ? nil : try known ?? checkedSource(input)
        let folder = try OutputFolder(place, input: input)
        run.current.folder = folder
        let earlyEnd = EarlyEnd()
        let summary: Summary
        do {
            let source = try known ?? checkedSource(PipedInput.receive(into: folder))
            summary = try segment(source, named: input, earlyEnd, run, into: folder)
            if input == PipedInput.name { try folder.remove(PipedInput.file) }
            try folder.commit()
        } catch {
            folder.abandon()
            throw PipedInput.naming(error, in: folder)
        }
        try reports.add(summary)
        if let error = earlyEnd.error {
            try tell(PipedInput.naming(error, in: folder), keptIn: place)
        }
        return summary
    }

    /// The clip, with what the headers of its frames tell told at once.
    func checkedSource(_ path: String) throws -> FrameSource {
        let all = try FrameSource(path: path)
        try selected.check(all)
        let source = try all.selecting(selected.selection)
        try source.checkHeaders()
        return source
    }

    private func segment(
        _ source: FrameSource, named input: String, _ earlyEnd: EarlyEnd, _ run: ClipRun,
        into folder: OutputFolder
    ) throws -> Summary {
        let segmenter = run.segmenter
        let settings = SegmentationReport.Settings(
            threshold: threshold ?? segmenter.threshold,
            presenceThreshold: segmenter.presenceThreshold, threads: segmenter.threads,
            fast: fast)
        let writer = try OutputWriter(
            folder, outputs, texts: run.queries.map(\.name),
            labels: clipProtocol == .refDAVIS, input: source, named: input.legiblePath,
            taking: selected.selection,
            settings: settings, stream: stream ? ResultStream() : nil, quiet: running.quiet)
        let showsMask = preview && !stream && !running.json
        var shown = Preview(by: showsMask ? .ofStandardOutput() : nil)
        var progress = Progress(total: source.expectedCount, quiet: running.quiet)
        let outcome: Segmentation
        do {
            outcome = try segmenter.segment(
                try source.frames(earlyEnd), run.queries, threshold: settings.threshold
            ) {
                try writer.write($0)
                try shown.offer($0) { progress.finish() }
                progress.update($0.index + 1)
            }
        } catch {
            progress.finish()
            throw error
        }
        progress.finish()
        try writer.finish(
            outcome, model: segmenter.identity,
            shortfall: earlyEnd.error.map { "\(PipedInput.naming($0, in: folder))" })
        return Summary(
            place: folder.name, titles: writer.titles, size: source.size, outcome: outcome)
    }

    /// Tells that a film is cut, and ends with that unless it is allowed.
    private func tell(_ error: any Error, keptIn place: String) throws {
        if allowCut {
            if !running.quiet { StandardError.write("Warning: \(error)\n") }
            return
        }
        StandardError.write(
            "Error: \(error), or take what there is of it, in \(place), with "
                + "--allow-cut\n")
        throw ExitStatus.failed
    }
}

extension PreparedQuery {
    /// What people know it by: its words, or the recording in which nothing was understood.
    fileprivate var name: String { text.isEmpty ? spoken?.file ?? "" : text }
}
