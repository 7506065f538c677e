import CKernels

/// How a matrix product is cut into units; a function of its shape alone, so that every number of
/// threads computes the same.
struct Blocking {
    let rows: Int
    let columns: Int

    /// Blocks that cover so many rows and columns.
    func units(_ rows: Int, _ columns: Int) -> Int {
        ((rows + self.rows - 1) / self.rows) * ((columns + self.columns - 1) / self.columns)
    }

    /// Blocks of a `[rows, inputs] · [inputs, outputs]` product: rows enough to use a weight panel
    /// several times from the nearest cache, few enough that two threads share small products.
    init(
        rows: Int, inputs: Int, outputs: Int, _ format: WeightFormat, _ kernels: ck_matrix_kernels
    ) {
        let strip = kernels.strip
        // A long depth goes by in parts; fewer rows keep a part, its sums and its weights in the cache.
        let most = inputs > 512 ? 10 : 20
        var strips = max(1, min(most, rows / strip / 8))
        if rows <= strip * 4 { strips = (rows + strip - 1) / strip }
        self.rows = max(1, strips * strip)
        // Columns few enough that their weights stay in the cache while the rows pass.
        let panels = (outputs + kernels.panel - 1) / kernels.panel
        let fitting = Self.weightBytes / format.bytes / max(inputs, 1)
        let kept = min(panels, max(256, fitting) / kernels.panel)
        let few = rows <= strip * 4 && panels >= 8
        columns = max(1, few ? min(kept, panels / 16) : kept) * kernels.panel
    }

    /// Bytes of the weights that a block of rows is multiplied with.
    private static let weightBytes = 512 << 10

    /// Blocks of a Winograd convolution: few enough tiles that a block of transformed input stays
    /// cached, and blocks enough to share out. Where the weights (36 times the inputs times the
    /// outputs) are heavy, every block should use them for many tiles, and outputs are cut instead.
    init(tiles: Int, channels: Int, outputs: Int, _ kernels: ck_matrix_kernels) {
        let strips = (tiles + kernels.strip - 1) / kernels.strip
        let fitting = Self.transformedFloats / (36 * channels * kernels.strip)
        let heavy = channels * outputs > Self.heavyWeights
        let most = max(
            1, min(Self.tilesAtOnce / kernels.strip, fitting, heavy ? strips : strips / 8))
        let blocks = (strips + most - 1) / most
        rows = (strips + blocks - 1) / blocks * kernels.strip
        let panels = (outputs + kernels.panel - 1) / kernels.panel
        let cuts = heavy ? min(panels, max(1, 4 / blocks)) : 1
        columns = (panels + cuts - 1) / cuts * kernels.panel
    }

    /// Tiles of a block, whose transformed input should still lie in a core's own cache when it is multiplied.
    private static let tilesAtOnce = 24

    /// Floats that a block of transformed input may take.
    private static let transformedFloats = 900_000

    /// Weights of a 1×1 layer that, made 36 times as many, no longer stay in a core's own cache.
    private static let heavyWeights = 30_000
}
