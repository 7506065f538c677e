import Testing

@testable import ReferFormer

@Suite("Connected parts of a region")
struct PatchesTests {
    /// Two parts that touch at a corner alone, and one that winds around it.
    private static let drawing = """
        ##..#
        ...##
        .##..
        ##...
        """

    private static let region = drawing.split(separator: "\n").flatMap { $0.map { $0 == "#" } }

    @Test("sides connect, corners and line ends do not")
    func connected() {
        let patches = Patches(Self.region, columns: 5)
        #expect(patches.count == 3)
        #expect(
            patches.marks == [
                0, 0, -1, -1, 1,
                -1, -1, -1, 1, 1,
                -1, 2, 2, -1, -1,
                2, 2, -1, -1, -1,
            ])
        #expect(patches.sizes == [2, 3, 4])
    }

    @Test("means and peaks are each patch's own")
    func values() {
        let patches = Patches(Self.region, columns: 5)
        let map = (0..<20).map(Float.init)
        #expect(patches.means(of: map) == [0.5, 7, 13.5])
        #expect(patches.peaks(of: map) == [1, 9, 16])
    }

    @Test("a region without a place has no patch")
    func nothing() {
        let patches = Patches([false, false], columns: 2)
        #expect(patches.count == 0 && patches.marks == [-1, -1] && patches.sizes.isEmpty)
    }
}
