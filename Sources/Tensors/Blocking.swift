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
    init(rows: Int, inputs: Int, outputs: Int, _ kernels: ck_matrix_kernels) {
        let strip = kernels.strip
        var strips = max(1, min(8, rows / strip / 8))
        if rows <= strip * 4 { strips = (rows + strip - 1) / strip }
        self.rows = max(1, strips * strip)
        // Columns few enough that their weights stay in the cache while the rows pass.
        let panels = (outputs + kernels.panel - 1) / kernels.panel
        let kept = min(panels, max(256, 131_072 / max(inputs, 1)) / kernels.panel)
        let few = rows <= strip * 4 && panels >= 8
        columns = max(1, few ? min(kept, panels / 16) : kept) * kernels.panel
    }

    /// Blocks of a Winograd convolution: tiles enough to use the weights, 36 times the inputs times
    /// the outputs, more than once, few enough that a block of transformed input stays cached. Few
    /// tiles are not cut, for each block reads all its weights; their outputs are.
    init(tiles: Int, channels: Int, outputs: Int, _ kernels: ck_matrix_kernels) {
        let strip = kernels.strip
        let fitting = max(1, Self.transformedFloats / (36 * channels * strip))
        let heavy = channels * outputs >= 128 * 128
        let shared = heavy ? tiles / strip : tiles / strip / 4
        let strips = max(1, min(4, fitting, shared))
        rows = strips * strip
        let blocks = (tiles + rows - 1) / rows
        let panels = (outputs + kernels.panel - 1) / kernels.panel
        columns = (blocks < 4 && panels >= 4 ? (panels + 3) / 4 : panels) * kernels.panel
    }

    /// Floats that a block of transformed input may take.
    private static let transformedFloats = 900_000
}
