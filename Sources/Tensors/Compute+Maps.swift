import CKernels

extension Compute {
    /// Largest value of each window; what lies outside the map never wins.
    ///
    /// - Parameter x: `[n, height, width, channels]`
    /// - Returns: `[n, (height + 2 · padding - kernel) / stride + 1, likewise, channels]`
    package func maxPool(_ x: Tensor, kernel: Int = 3, stride: Int = 2, padding: Int = 1) -> Tensor
    {
        let (batch, height, width, channels) = mapShape(x)
        precondition(
            kernel >= 1 && stride >= 1 && padding >= 0 && 2 * padding <= kernel,
            "max pool of kernel \(kernel), stride \(stride), padding \(padding)")
        precondition(
            height + 2 * padding >= kernel && width + 2 * padding >= kernel,
            "max pool of kernel \(kernel) over \(x.shape)")
        let outputHeight = (height + 2 * padding - kernel) / stride + 1
        let outputWidth = (width + 2 * padding - kernel) / stride + 1
        let output = result([batch, outputHeight, outputWidth, channels])
        let task = ck_max_pool(
            input: x.pointer, output: output.storage.floats, batch: batch, height: height,
            width: width, channels: channels, output_height: outputHeight,
            output_width: outputWidth, kernel: kernel, stride: stride, padding: padding)
        run(
            kernels.max_pool, task, units: batch * outputHeight,
            cost: outputWidth * channels * kernel * kernel)
        withExtendedLifetime(x) {}
        return output
    }

    /// The map at another size, each pixel from min(floor(i · in/out), in - 1), as PyTorch's
    /// `interpolate(mode="nearest")`.
    package func resizeNearest(_ x: Tensor, height: Int, width: Int) -> Tensor {
        resize(kernels.resize_nearest, x, height, width, cost: 1)
    }

    /// The map at another size, bilinear between pixel centres, the border repeated, as PyTorch's
    /// `interpolate(mode="bilinear", align_corners=False)`.
    package func resizeBilinear(_ x: Tensor, height: Int, width: Int) -> Tensor {
        resize(kernels.resize_bilinear, x, height, width, cost: 8)
    }

    /// The map with zeros at the right and below.
    ///
    /// - Parameter x: `[n, height, width, channels]`, no larger than the result
    package func pad(_ x: Tensor, height: Int, width: Int) -> Tensor {
        let (batch, lines, columns, channels) = mapShape(x)
        precondition(
            height >= lines && width >= columns, "cannot pad \(x.shape) to \(height)×\(width)")
        if (height, width) == (lines, columns) { return x }
        let output = result([batch, height, width, channels])
        output.storage.floats.update(repeating: 0, count: output.count)
        for line in 0..<(batch * lines) {
            let row = line / lines * height + line % lines
            (output.storage.floats + row * width * channels)
                .update(from: x.pointer + line * columns * channels, count: columns * channels)
        }
        withExtendedLifetime(x) {}
        return output
    }

    private func resize(
        _ kernel: ck_kernel?, _ x: Tensor, _ outputHeight: Int, _ outputWidth: Int, cost: Int
    ) -> Tensor {
        let (batch, height, width, channels) = mapShape(x)
        precondition(
            height > 0 && width > 0 && outputHeight > 0 && outputWidth > 0,
            "cannot resize \(x.shape) to \(outputHeight)×\(outputWidth)")
        if (height, width) == (outputHeight, outputWidth) { return x }
        let output = result([batch, outputHeight, outputWidth, channels])
        let task = ck_resize(
            input: x.pointer, output: output.storage.floats, batch: batch, height: height,
            width: width, channels: channels, output_height: outputHeight,
            output_width: outputWidth)
        run(
            kernel, task, units: batch * outputHeight,
            cost: outputWidth * (channels + 8) * cost)
        withExtendedLifetime(x) {}
        return output
    }

    private func mapShape(_ x: Tensor) -> (Int, Int, Int, Int) {
        precondition(x.shape.count == 4, "\(x.shape) is no [n, height, width, channels]")
        return (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    }
}
