import CKernels

/// How a matrix product is cut into units; a function of its shape alone, so that every number of
/// threads computes the same.
struct Blocking {
    let rows: Int
    let columns: Int

    /// Blocks of a `[rows, inputs] · [inputs, outputs]` product: rows enough to use a weight panel
    /// several times from the nearest cache, few enough that two threads share small products.
    init(rows: Int, inputs: Int, outputs: Int, _ kernels: ck_matrix_kernels) {
        let strip = kernels.strip
        var strips = max(1, min(8, rows / strip / 8))
        if rows <= strip * 4 { strips = (rows + strip - 1) / strip }
        self.rows = max(1, strips * strip)
        // Columns few enough that their weights stay in the cache while the rows pass.
        let panels = (outputs + kernels.panel - 1) / kernels.panel
        let few = rows <= strip * 4 && panels >= 8
        let kept = max(256, 131_072 / max(inputs, 1)) / kernels.panel
        columns = max(1, few ? min(kept, panels / 16) : kept) * kernels.panel
    }

    /// Tiles in one unit of a Winograd convolution.
    static func tiles(
        _ tiles: Int, channels: Int, outputs: Int, _ kernels: ck_matrix_kernels
    ) -> Int {
        let strip = kernels.strip
        return max(1, min(8, tiles / strip / 4)) * strip
    }
}
