import Foundation

/// The jobs of a server: those that wait, the one that runs, those that are done and kept for a while.
///
/// One job runs at a time, with all the threads that compute: two at once would each take twice as long.
///
/// `@unchecked Sendable`: what changes is read and written under `condition`.
package final class JobQueue: @unchecked Sendable {
    private let limits: ServerLimits
    private let run: @Sendable (Job) throws -> Void
    private let parent: String
    private let condition = NSCondition()
    private var jobs: [String: Job] = [:]
    private var waiting: [Job] = []
    private var running: Job?
    /// The order in which they ended.
    private var finished: [String] = []
    private var uploads = 0
    private var isStopped = false
    private var threads = 0

    /// - `parent`: a folder that is there; every job gets one in it.
    /// - `run`: does a job's work; what it throws is told to whoever asks for the job.
    init(in parent: String, _ limits: ServerLimits, run: @escaping @Sendable (Job) throws -> Void) {
        (self.parent, self.limits, self.run) = (parent, limits, run)
    }

    /// Starts the two threads that work and that tidy up.
    func start() {
        for (name, body) in [("refseg.jobs", work), ("refseg.tidy", tidy)] {
            condition.withLock { threads += 1 }
            Thread.detachDeep(named: name) { [self] in
                body()
                condition.withLock {
                    threads -= 1
                    condition.broadcast()
                }
            }
        }
    }

    /// Cancels everything and waits for the threads.
    func stop() {
        let all = condition.withLock {
            isStopped = true
            condition.broadcast()
            return Array(jobs.values)
        }
        for job in all { job.cancel() }
        condition.withLock {
            while threads > 0 { condition.wait() }
            jobs = [:]
            (waiting, finished) = ([], [])
        }
    }

    /// Takes a place in the queue for a job that is being uploaded.
    ///
    /// - `upload`: reads what is wanted into the job's folder.
    /// - Throws: `Refusal`, 503 where the queue is full, and what `upload` throws.
    func add(_ upload: (JobFolder) throws -> JobOrder) throws -> Job {
        try condition.withLock {
            guard waiting.count + uploads < limits.queue else {
                throw Refusal(
                    .unavailable,
                    "\(limits.queue) jobs wait already; try again later",
                    fields: [Refusal.Field(name: "Retry-After", value: "10")])
            }
            uploads += 1
        }
        var isCounted = true
        defer { if isCounted { condition.withLock { uploads -= 1 } } }
        let id = String(Secret.randomWord().prefix(32))
        let folder = try JobFolder(in: parent, id: id)
        let job = Job(id: id, try upload(folder), in: folder)
        try condition.withLock {
            guard !isStopped else {
                throw Refusal(.unavailable, "the server ends; start it again and send this again")
            }
            uploads -= 1
            isCounted = false
            jobs[id] = job
            waiting.append(job)
            condition.broadcast()
        }
        tellPositions()
        return job
    }

    /// A job that is there.
    ///
    /// - Throws: `Refusal`, 404.
    func job(_ id: String) throws(Refusal) -> Job {
        guard let job = condition.withLock({ jobs[id] }) else {
            throw Refusal(
                .notFound,
                "no such job; those that nobody asks for are removed after a while, so send it again"
            )
        }
        job.touch()
        return job
    }

    /// Ends a job and forgets it; its folder goes as soon as nobody reads from it.
    ///
    /// - Throws: `Refusal`, 404.
    func remove(_ id: String) throws(Refusal) {
        let job = try job(id)
        condition.withLock {
            jobs[id] = nil
            waiting.removeAll { $0.id == id }
            finished.removeAll { $0 == id }
        }
        job.cancel()
        tellPositions()
    }

    private func tellPositions() {
        let places = condition.withLock {
            waiting.enumerated().map { (job: $1, ahead: $0 + (running == nil ? 0 : 1)) }
        }
        for (job, ahead) in places {
            job.update { if $0.state == .queued { $0.position = ahead } }
        }
    }

    // MARK: - Threads

    private func work() {
        while let job = next() {
            job.update {
                $0.state = .running
                $0.position = nil
            }
            tellPositions()
            do {
                try job.checkWanted()
                try run(job)
                job.update { $0.state = .done }
            } catch is Job.Cancelled {
                job.cancel()
            } catch {
                job.update {
                    $0.state = .failed
                    $0.error = "\(error)"
                }
            }
            finish(job)
        }
    }

    private func next() -> Job? {
        condition.withLock {
            while waiting.isEmpty, !isStopped { condition.wait() }
            guard !isStopped else { return nil }
            running = waiting.removeFirst()
            return running
        }
    }

    private func finish(_ job: Job) {
        let forgotten: [Job?] = condition.withLock {
            running = nil
            guard jobs[job.id] != nil else { return [] }
            finished.append(job.id)
            let surplus = finished.prefix(max(0, finished.count - limits.finished))
            finished.removeFirst(surplus.count)
            return surplus.map { jobs.removeValue(forKey: $0) }
        }
        // Their files are removed here, where nobody waits for the lock.
        withExtendedLifetime(forgotten) {}
    }

    private func tidy() {
        let pause = max(0.05, min(30, limits.keepSeconds / 4))
        while true {
            let forgotten: [Job?]? = condition.withLock {
                if !isStopped { _ = condition.wait(until: Date(timeIntervalSinceNow: pause)) }
                guard !isStopped else { return nil }
                let old = finished.filter { id in
                    jobs[id].map { $0.idleSeconds >= limits.keepSeconds } ?? true
                }
                finished.removeAll { old.contains($0) }
                return old.map { jobs.removeValue(forKey: $0) }
            }
            if forgotten == nil { return }
        }
    }
}
